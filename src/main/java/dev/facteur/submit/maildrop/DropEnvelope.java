package dev.facteur.submit.maildrop;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Envelope.Body;
import dev.facteur.mail.Envelope.Returned;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first lines of a file in the maildrop: the envelope of the message that follows them.
///
/// ```
/// facteur maildrop 1
/// body SEVEN_BIT
/// from a@example.com
/// site shop
/// notify FAILURE,DELAY
/// to b@example.net
///
/// From: …
/// ```
///
/// On a machine where everyone may drop mail, anyone may have written the file, so reading it
/// trusts nothing.
final class DropEnvelope {
    private static final String MAGIC = "facteur maildrop 1";

    /// Where the body's word stands: it is known only when the whole message has been written, so
    /// it has a fixed place and a fixed length.
    static final int BODY_WORD_AT = MAGIC.length() + 1 + "body ".length();

    private static final int MAX_LINE = 2_000;
    private static final int MAX_RECIPIENTS = 10_000;

    /// One for each recipient, and the few others.
    private static final int MAX_LINES = MAX_RECIPIENTS + 10;

    private DropEnvelope() {}

    /// RFC 3461 §4.4: what an envelope id may consist of; of no more does a site's name.
    static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') return false;
        }
        return text.length() <= 100;
    }

    /// @param envelope what the gateway is to send
    /// @param site of which site the program says that it is; null when it says nothing
    record Drop(Envelope envelope, @Nullable String site) {}

    static byte[] write(Drop drop) {
        var envelope = drop.envelope();
        var text = new StringBuilder();
        text.append(MAGIC).append("\nbody ").append(envelope.body().name());
        text.append("\nfrom ").append(envelope.senderText());
        text.append("\nreturned ").append(envelope.returned().name());
        var id = envelope.envelopeId();
        if (id != null) text.append("\nid ").append(id);
        if (drop.site() != null) text.append("\nsite ").append(drop.site());
        if (!envelope.recipients().isEmpty()) {
            text.append("\nnotify ")
                    .append(envelope.recipients().getFirst().notification().parameter());
        }
        for (var recipient : envelope.recipients()) {
            text.append("\nto ").append(recipient.address());
        }
        return text.append("\n\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Reads the envelope and leaves the stream at the message's first byte.
    ///
    /// @throws MalformedDrop when it is not what [#write] writes
    static Drop read(InputStream in) throws IOException, MalformedDrop {
        if (!MAGIC.equals(line(in))) throw new MalformedDrop("it does not begin with its mark");
        var reading = new Reading();
        int lines = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (++lines > MAX_LINES) throw new MalformedDrop("its envelope has too many lines");
            reading.take(line);
        }
        return new Drop(reading.envelope(), reading.site);
    }

    private static String line(InputStream in) throws IOException, MalformedDrop {
        var line = new byte[MAX_LINE];
        int length = 0;
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new MalformedDrop("it ends inside its envelope");
            if (length == MAX_LINE) throw new MalformedDrop("a line of its envelope is too long");
            line[length++] = (byte) octet;
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    private static final class Reading {
        private Body body = Body.SEVEN_BIT;
        private Returned returned = Returned.UNSTATED;
        private Notify notification = Notify.UNSTATED;
        private @Nullable Address sender;
        private @Nullable String envelopeId;
        private @Nullable String site;
        private final List<Recipient> recipients = new ArrayList<>();

        void take(String line) throws MalformedDrop {
            int blank = line.indexOf(' ');
            if (blank < 0) throw new MalformedDrop("its envelope has a line without a value");
            var value = line.substring(blank + 1);
            try {
                switch (line.substring(0, blank)) {
                    case "body" -> body = Body.valueOf(value);
                    case "returned" -> returned = Returned.valueOf(value);
                    case "notify" -> notification = Notify.of(value);
                    case "from" -> sender = value.isEmpty() ? null : address(value);
                    case "id" -> envelopeId = requirePrintable(value);
                    case "site" -> site = requirePrintable(value);
                    case "to" -> addRecipient(address(value));
                    default -> throw new MalformedDrop("its envelope has an unknown line");
                }
            } catch (IllegalArgumentException unknownWord) {
                throw new MalformedDrop("its envelope has an unknown value");
            }
        }

        private void addRecipient(Address address) throws MalformedDrop {
            if (recipients.size() == MAX_RECIPIENTS) {
                throw new MalformedDrop("it has too many recipients");
            }
            recipients.add(new Recipient(recipients.size(), address, notification, null));
        }

        private static String requirePrintable(String text) throws MalformedDrop {
            if (isPrintable(text)) return text;
            throw new MalformedDrop(
                    "its envelope has a value with a character that may not be in one");
        }

        private static Address address(String text) throws MalformedDrop {
            try {
                return Address.parse(text);
            } catch (MalformedAddress malformed) {
                throw new MalformedDrop("its envelope has an address that is none");
            }
        }

        Envelope envelope() throws MalformedDrop {
            if (recipients.isEmpty()) throw new MalformedDrop("it has no recipients");
            return new Envelope(
                    sender,
                    recipients,
                    body,
                    Envelope.needsSmtpUtf8(sender, recipients),
                    returned,
                    envelopeId);
        }
    }

    /// A file that no `sendmail` of ours wrote, or that was cut off. Tells why.
    static final class MalformedDrop extends Exception {
        MalformedDrop(String why) {
            super(why, null, false, false);
        }
    }
}
