package dev.facteur.sandbox;

import dev.facteur.mail.Address;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.StrictContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One mail on its way into the practice server: envelope, content, and what its recipients ask
/// for. Each recipient is answered by its own behaviour; those that concern the whole mail act when
/// one accepted recipient asks for them. Used by one thread.
final class PracticeTransaction {
    private static final int MAX_RECIPIENTS = 1000;

    private final Practice practice;
    private final PracticeWire wire;
    private final List<String> recipients = new ArrayList<>();
    private final List<Address> bouncing = new ArrayList<>();
    private final List<Address> complaining = new ArrayList<>();
    private final Set<Behaviour> asked = EnumSet.noneOf(Behaviour.class);
    private @Nullable String sender;
    private String helo = "";
    private @Nullable String user;
    private @Nullable PracticeContent content;
    private @Nullable StrictContent chunks;

    /// The connection is to be broken now, without a reply.
    static final class HungUp extends Exception {
        private HungUp() {
            super("as a recipient asked for", null, false, false);
        }
    }

    PracticeTransaction(Practice practice, PracticeWire wire) {
        this.practice = practice;
        this.wire = wire;
    }

    boolean begun() {
        return sender != null;
    }

    Reply mail(Command.Mail mail, String name, @Nullable String login) throws Rejected {
        if (begun()) throw new Rejected(Replies.MAIL_TWICE);
        if (mail.size() > practice.settings().limits().maxMessage())
            throw new Rejected(Replies.TOO_LARGE);
        sender = mail.sender() == null ? "" : mail.sender().toString();
        helo = name;
        user = login;
        return Replies.SENDER_OK;
    }

    Reply rcpt(Command.Rcpt rcpt) throws Rejected {
        if (sender == null) throw new Rejected(Replies.MAIL_FIRST);
        if (chunks != null) throw new Rejected(Replies.CHUNKS_BEGUN);
        if (recipients.size() == MAX_RECIPIENTS) throw new Rejected(Replies.TOO_MANY_RECIPIENTS);
        var behaviour = Behaviour.of(rcpt.recipient());
        if (behaviour.refuses() || !passesGreylist(behaviour, sender, rcpt.recipient())) {
            throw new Rejected(behaviour.refusal());
        }
        recipients.add(rcpt.recipient().toString());
        asked.add(behaviour);
        if (behaviour == Behaviour.BOUNCE) bouncing.add(rcpt.recipient());
        if (behaviour == Behaviour.COMPLAIN) complaining.add(rcpt.recipient());
        return Replies.RECIPIENT_OK;
    }

    private boolean passesGreylist(Behaviour behaviour, String from, Address recipient) {
        return behaviour != Behaviour.GREYLIST || practice.greylist().admits(from, recipient);
    }

    Reply data() throws Rejected, IOException, HungUp {
        requireRecipients();
        if (chunks != null) throw new Rejected(Replies.CHUNKS_BEGUN);
        if (asked.contains(Behaviour.HANGUP_IN_DATA)) {
            // Not after the go-ahead: a small mail comes in one go, end and all, and its client
            // would see the break after the final dot as often as before it.
            wire.flush();
            throw new HungUp();
        }
        wire.send(Replies.START_DATA);
        wire.flush();
        try {
            wire.input().readData(content());
            return finish();
        } catch (MalformedLine e) {
            throw new Rejected(Replies.malformedContent(e));
        } finally {
            reset();
        }
    }

    Reply bdat(Command.Bdat bdat) throws Rejected, IOException, HungUp {
        try {
            requireRecipients();
        } catch (Rejected e) {
            // RFC 3030 §2: the bytes come whether they are wanted or not.
            wire.input().readChunk(bdat.length(), (bytes, offset, length) -> {});
            throw e;
        }
        if (asked.contains(Behaviour.HANGUP_IN_DATA)) throw new HungUp();
        var strict = chunks == null ? StrictContent.plain(content()) : chunks;
        chunks = strict;
        wire.input().readChunk(bdat.length(), strict);
        if (!bdat.last()) return Replies.chunkTaken(bdat.length());
        try {
            strict.finish();
            return finish();
        } catch (MalformedLine e) {
            throw new Rejected(Replies.malformedContent(e));
        } finally {
            reset();
        }
    }

    void reset() {
        sender = null;
        user = null;
        recipients.clear();
        bouncing.clear();
        complaining.clear();
        asked.clear();
        chunks = null;
        close();
    }

    /// Gives back what the content has reserved.
    void close() {
        if (content != null) content.release();
        content = null;
    }

    private PracticeContent content() {
        var fresh = content == null ? new PracticeContent(practice) : content;
        content = fresh;
        return fresh;
    }

    private void requireRecipients() throws Rejected {
        if (sender == null) throw new Rejected(Replies.MAIL_FIRST);
        if (recipients.isEmpty()) throw new Rejected(Replies.RCPT_FIRST);
    }

    private Reply finish() throws Rejected, IOException, HungUp {
        var bytes = content().finish();
        boolean answered = !asked.contains(Behaviour.HANGUP_AFTER_DOT);
        var received =
                new PracticeMail.Received(
                        practice.inbox().nextId(),
                        practice.clock().now(),
                        sender == null ? "" : sender,
                        recipients,
                        wire.client(),
                        helo,
                        wire.tls(),
                        user,
                        answered);
        var mail = new PracticeMail(received, bytes);
        practice.inbox().add(mail);
        var returns = practice.returns();
        if (returns != null) {
            bouncing.forEach(recipient -> returns.bounce(mail, recipient));
            complaining.forEach(recipient -> returns.complain(mail, recipient));
        }
        if (!answered) throw new HungUp();
        if (asked.contains(Behaviour.SLOW)) waitSlowly(received.at());
        return Reply.of(250, "2.0.0", "Kept for practice as mail " + received.id());
    }

    private void waitSlowly(Instant since) throws IOException {
        try {
            practice.clock().sleepUntil(since.plus(practice.settings().limits().slowness()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting");
        }
    }
}
