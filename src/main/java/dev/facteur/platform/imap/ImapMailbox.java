package dev.facteur.platform.imap;

import dev.facteur.platform.imap.ImapTrouble.Kind;
import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.BadCommandException;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.eclipse.angus.mail.imap.protocol.UIDSet;
import org.jspecify.annotations.Nullable;

/// An open mailbox. Mails are named by their UID in the folder that was opened last, so what
/// another client does meanwhile moves nothing under our feet.
///
/// Blocks; used by one thread. After an [ImapTrouble] other than [Kind#REFUSED] it is of no use.
public final class ImapMailbox implements AutoCloseable {
    private final IMAPProtocol protocol;
    private final SecuredSocket socket;
    private final Thread watch;

    ImapMailbox(IMAPProtocol protocol, SecuredSocket socket, Thread watch) {
        this.protocol = protocol;
        this.socket = socket;
        this.watch = watch;
    }

    void login(String user, Secret password) throws ImapTrouble {
        try {
            ask(() -> {
                // RFC 9051 §6.2.2: LOGIN carries US-ASCII only, PLAIN all of Unicode.
                if (protocol.hasCapability("AUTH=PLAIN")) {
                    protocol.authplain("", user, password.reveal());
                } else {
                    protocol.login(user, password.reveal());
                }
                protocol.capability();
                return null;
            });
        } catch (ImapTrouble e) {
            if (e.kind() != Kind.REFUSED) throw e;
            throw new ImapTrouble(Kind.LOGIN, String.valueOf(e.getMessage()), e);
        }
    }

    /// Whether the server offers this extension.
    public boolean offers(String capability) {
        return protocol.hasCapability(capability);
    }

    /// Whether it is Gmail's, with its categories and its own search (X-GM-EXT-1).
    public boolean gmail() {
        return offers("X-GM-EXT-1");
    }

    /// All folders that can be opened or not, with what they are for.
    public List<ImapFolder> folders() throws ImapTrouble {
        return ask(() -> {
            var listed = protocol.list("", "*");
            if (listed == null) return List.of();
            return Arrays.stream(listed)
                    .filter(each -> each.name != null)
                    .map(each -> new ImapFolder(each.name, attributes(each.attrs)))
                    .toList();
        });
    }

    private static Set<String> attributes(String[] listed) {
        return Arrays.stream(listed)
                .map(each -> each.replace("\\", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    /// Opens a folder to read it; reading marks nothing as read.
    public Opened read(String folder) throws ImapTrouble {
        return ask(() -> {
            var opened = protocol.examine(folder);
            return new Opened(opened.uidvalidity, opened.uidnext);
        });
    }

    /// Opens a folder to change it.
    public Opened change(String folder) throws ImapTrouble {
        return ask(() -> {
            var opened = protocol.select(folder);
            return new Opened(opened.uidvalidity, opened.uidnext);
        });
    }

    /// @param validity while it stays the same, UIDs mean the same mails (RFC 9051 §2.3.1.1)
    /// @param next the UID that the next mail will have; -1 where the server does not say
    public record Opened(long validity, long next) {}

    /// Mails whose header field contains this text, in any case.
    public List<Long> withHeader(String field, String text) throws ImapTrouble {
        var criteria = new Argument();
        criteria.writeAtom("HEADER");
        criteria.writeString(field);
        criteria.writeString(text);
        return search(criteria);
    }

    /// Mails with this UID and higher ones, which have come later.
    public List<Long> since(long uid) throws ImapTrouble {
        var criteria = new Argument();
        criteria.writeAtom("UID");
        criteria.writeAtom(uid + ":*");
        // RFC 9051 §9: the star is the last mail, also where its number is lower than the first's.
        return search(criteria).stream().filter(found -> found >= uid).toList();
    }

    /// Mails that Gmail finds for what a person would type into its search field.
    public List<Long> gmail(String query) throws ImapTrouble {
        var criteria = new Argument();
        criteria.writeAtom("X-GM-RAW");
        criteria.writeString(query);
        return search(criteria);
    }

    private List<Long> search(Argument criteria) throws ImapTrouble {
        return ask(() -> {
            var found = new ArrayList<Long>();
            for (var response : answered("UID SEARCH", criteria)) {
                if (response instanceof IMAPResponse one && one.keyEquals("SEARCH")) {
                    for (long uid = one.readLong(); uid > 0; uid = one.readLong()) found.add(uid);
                }
            }
            return List.copyOf(found);
        });
    }

    /// The first `most` bytes of a mail; empty when it has gone meanwhile.
    public Optional<ImapMail> fetch(long uid, int most) throws ImapTrouble {
        return fetch(uid, "BODY.PEEK[]", most);
    }

    /// The first `most` bytes of a mail's header; empty when it has gone meanwhile.
    public Optional<ImapMail> header(long uid, int most) throws ImapTrouble {
        return fetch(uid, "BODY.PEEK[HEADER]", most);
    }

    private Optional<ImapMail> fetch(long uid, String what, int most) throws ImapTrouble {
        var wanted = new Argument();
        wanted.writeAtom(String.valueOf(uid));
        wanted.writeAtom("(RFC822.SIZE " + what + "<0." + most + ">)");
        return ask(() -> {
            for (var response : answered("UID FETCH", wanted)) {
                if (!(response instanceof FetchResponse fetched)) continue;
                var mail = mail(fetched, uid, most);
                if (mail.isPresent()) return mail;
            }
            return Optional.empty();
        });
    }

    private static Optional<ImapMail> mail(FetchResponse fetched, long uid, int most) {
        var its = fetched.getItem(UID.class);
        var body = fetched.getItem(BODY.class);
        if (its == null || its.uid != uid || body == null) return Optional.empty();
        var size = fetched.getItem(RFC822SIZE.class);
        var data = body.getByteArray();
        var bytes = data == null ? new byte[0] : data.getNewBytes();
        if (bytes.length > most) bytes = Arrays.copyOf(bytes, most);
        return Optional.of(new ImapMail(uid, bytes, size == null ? bytes.length : size.size));
    }

    /// Sets a flag such as `\Seen` or `$Forwarded` on these mails of a folder opened to be changed.
    public void flag(List<Long> uids, String flag) throws ImapTrouble {
        if (uids.isEmpty()) return;
        var change = set(uids);
        change.writeAtom("+FLAGS.SILENT");
        change.writeAtom("(" + flag + ")");
        ask(() -> answered("UID STORE", change));
    }

    /// Removes these mails for good, and no others where the server can tell them apart (UIDPLUS,
    /// RFC 4315); where it cannot, they are only marked, and go when the owner tidies up.
    public void delete(List<Long> uids) throws ImapTrouble {
        if (uids.isEmpty()) return;
        flag(uids, "\\Deleted");
        if (offers("UIDPLUS") || offers("IMAP4rev2")) {
            ask(() -> answered("UID EXPUNGE", set(uids)));
        }
    }

    /// Moves these mails to another folder, which is made when it is not there.
    public void move(List<Long> uids, String folder) throws ImapTrouble {
        if (uids.isEmpty()) return;
        create(folder);
        var there = set(uids);
        there.writeString(BASE64MailboxEncoder.encode(folder));
        if (offers("MOVE") || offers("IMAP4rev2")) {
            ask(() -> answered("UID MOVE", there));
            return;
        }
        ask(() -> answered("UID COPY", there));
        delete(uids);
    }

    private void create(String folder) throws ImapTrouble {
        try {
            ask(() -> {
                protocol.create(folder);
                return null;
            });
        } catch (ImapTrouble e) {
            // It is there already, or what follows says why it cannot be.
            if (e.kind() != Kind.REFUSED) throw e;
        }
    }

    private static Argument set(List<Long> uids) {
        var sets = UIDSet.createUIDSets(uids.stream().mapToLong(Long::longValue).toArray());
        var argument = new Argument();
        argument.writeAtom(UIDSet.toString(sets));
        return argument;
    }

    private Response[] answered(String command, Argument arguments) throws ProtocolException {
        var responses = protocol.command(command, arguments);
        protocol.handleResult(responses[responses.length - 1]);
        return responses;
    }

    /// One command and its answer.
    private interface Question<T extends @Nullable Object> {
        T put() throws ProtocolException;
    }

    private <T extends @Nullable Object> T ask(Question<T> question) throws ImapTrouble {
        socket.bounds().again();
        try {
            return question.put();
        } catch (CommandFailedException | BadCommandException e) {
            throw new ImapTrouble(Kind.REFUSED, words(e), e);
        } catch (ProtocolException | RuntimeException | StackOverflowError e) {
            // The library is not written for a server that means harm: it runs past the end of a
            // line, and descends as deep as the brackets go.
            var failure = socket.bounds().failure();
            throw Imap.broken(failure == null ? e : failure);
        }
    }

    /// What the server said after NO or BAD.
    private static String words(ProtocolException refusal) {
        var response = refusal.getResponse();
        var words = response == null ? null : response.getRest();
        return words == null ? String.valueOf(refusal.getMessage()) : words.strip();
    }

    /// Leaves politely where the server lets us.
    @Override
    public void close() {
        watch.interrupt();
        try {
            protocol.logout();
        } catch (ProtocolException | RuntimeException | StackOverflowError _) {
            protocol.disconnect();
        }
        try {
            socket.close();
        } catch (IOException _) {
            // It has gone already.
        }
    }
}
