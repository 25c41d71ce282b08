package dev.facteur.submit.http;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Stream;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.mime.Composition;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.track.Countable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes of a mail in JSON what can be handed over, or says which member is wrong and how. What
/// only the acceptance rule knows (who may send as whom, what is too large) it leaves to that.
final class MessageCheck {
    private final MessageWanted wanted;
    private final String path;
    private final Instant now;
    private final AddressCheck addresses;

    /// @param path what stands before the names of members in a refusal: `messages.3.` or `""`
    MessageCheck(MessageWanted wanted, String path, Instant now) {
        this.wanted = wanted;
        this.now = now;
        this.addresses = new AddressCheck(path);
        this.path = path;
    }

    Prepared prepared() throws HttpRefusal {
        var from = wanted.from();
        if (from == null) throw Wrong.missing(path + "from");
        var sender = addresses.mailbox("from", from);
        var to = addresses.list("to", wanted.to(), Limits.RECIPIENTS);
        var cc = addresses.list("cc", wanted.cc(), Limits.RECIPIENTS);
        var bcc = addresses.list("bcc", wanted.bcc(), Limits.RECIPIENTS);
        var envelope = envelope(sender.address(), to, cc, bcc);
        var replyTo = addresses.list("reply_to", wanted.replyTo(), Limits.REPLY_TO);
        var message =
                new Composition(
                        sender,
                        replyTo,
                        to,
                        cc,
                        subject(),
                        fields(),
                        text("text", wanted.text()),
                        text("html", wanted.html()),
                        new FileCheck(path, wanted.html() != null).files(wanted.attachments()));
        if (wanted.text() == null && wanted.html() == null) {
            throw Wrong.field(
                    path + "text",
                    "member-missing",
                    "The mail has neither \"text\" nor \"html\"; one of them has to be there.");
        }
        var terms =
                new TermsCheck(path, now)
                        .terms(
                                wanted.sendAt(),
                                wanted.expiresAt(),
                                wanted.tags(),
                                wanted.metadata());
        return new Prepared(envelope, message, terms);
    }

    @SafeVarargs
    private Envelope envelope(Address sender, List<Mailbox>... lists) throws HttpRefusal {
        var found = new LinkedHashSet<Address>();
        for (var list : lists) {
            for (var mailbox : list) found.add(mailbox.address());
        }
        if (found.isEmpty()) {
            throw Wrong.field(
                    path + "to",
                    "member-missing",
                    "The mail has no recipient: \"to\", \"cc\" or \"bcc\" has to name one.");
        }
        if (found.size() > Limits.RECIPIENTS) throw Wrong.tooMany(path + "to", Limits.RECIPIENTS);
        var recipients = new ArrayList<Recipient>();
        for (var address : found) {
            recipients.add(new Recipient(recipients.size(), address, Notify.UNSTATED, null));
        }
        return Envelope.of(sender, recipients);
    }

    private @Nullable String subject() throws HttpRefusal {
        var subject = wanted.subject();
        if (subject == null) return null;
        Words.oneLine(path + "subject", subject, Limits.SUBJECT);
        return subject.strip();
    }

    /// What the site wants in the header, and what of JSON our own fields say.
    private List<Composition.Field> fields() throws HttpRefusal {
        var fields = new ArrayList<Composition.Field>();
        var headers = wanted.headers();
        if (headers != null) fields.addAll(new HeaderCheck(path).fields(headers));
        var stream = wanted.stream();
        if (stream != null) fields.add(new Composition.Field("Facteur-Stream", stream(stream)));
        if (Boolean.TRUE.equals(wanted.secretLink())) {
            fields.add(new Composition.Field("Facteur-Secret-Link", "yes"));
        }
        var tracking = wanted.tracking();
        if (tracking != null) fields.add(new Composition.Field("Facteur-Tracking", word(tracking)));
        return fields;
    }

    private String word(String tracking) throws HttpRefusal {
        return Countable.of(tracking)
                .map(Countable::word)
                .orElseThrow(() ->
                        Wrong.field(
                                path + "tracking",
                                "tracking",
                                "\"tracking\" is none, opens, clicks or all."));
    }

    private String stream(String word) throws HttpRefusal {
        for (var stream : Stream.values()) {
            if (stream.word().equals(word)) return word;
        }
        throw Wrong.field(path + "stream", "stream", "\"stream\" is transactional or broadcast.");
    }

    /// Line ends as the composer wants them.
    private @Nullable String text(String member, @Nullable String text) throws HttpRefusal {
        if (text == null) return null;
        if (text.length() > Limits.TEXT) throw Wrong.tooLong(path + member, Limits.TEXT);
        if (text.indexOf('\r') < 0) return text;
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
