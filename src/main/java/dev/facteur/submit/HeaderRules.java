package dev.facteur.submit;

import dev.facteur.mail.Address;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.FromHeader;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.track.Countable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a submitted header must be like, and what is read from it (RFC 6409 §6 and §8).
///
/// @param from who the mail says it is from; one address in all but exotic mails
/// @param subject decoded, for listings
/// @param messageId as written, `""` when there is none
/// @param hasDate whether a Date field is there
/// @param stream how the mail is kept apart
/// @param secretLink whether it carries a link that opens something to whoever has it
/// @param countable which of its opens and clicks may be counted
record HeaderRules(
        List<Address> from,
        String subject,
        String messageId,
        boolean hasDate,
        Stream stream,
        Urgency urgency,
        boolean secretLink,
        Countable countable) {
    /// RFC 5322 §3.6: at most one of each. Two of them let one reader see this mail, another that.
    private static final List<String> SINGLE =
            List.of(
                    "Date",
                    "From",
                    "Sender",
                    "Reply-To",
                    "To",
                    "Cc",
                    "Message-ID",
                    "In-Reply-To",
                    "References",
                    "Subject",
                    "MIME-Version",
                    "Content-Type",
                    "Content-Transfer-Encoding");

    private static final String STREAM = "Facteur-Stream";
    private static final String URGENCY = "Facteur-Urgency";
    private static final String SECRET_LINK = "Facteur-Secret-Link";
    private static final String TRACKING = "Facteur-Tracking";

    /// Fields for us alone: they do not travel on. RFC 6409 §8 leaves Bcc to us; RFC 5321 §7.2 says
    /// why it must go.
    private static final Set<String> OURS =
            Set.of(
                    "bcc",
                    "resent-bcc",
                    "return-path",
                    "facteur-stream",
                    "facteur-urgency",
                    "facteur-secret-link",
                    "facteur-tracking");

    /// RFC 5321 §6.3 asks for a limit of at least 100.
    private static final int MAX_HOPS = 100;

    /// For what is put on top of it, so that the kept header can be read again when it is signed.
    private static final int ROOM_FIELDS = 3;

    private static final int ROOM_BYTES = 4_096;

    private static final int SUBJECT_KEPT = 200;

    static HeaderRules read(HeaderBlock header) throws Rejected {
        if (header.fields().size() > HeaderBlock.MAX_FIELDS - ROOM_FIELDS) {
            throw Refusals.malformed("the header has too many fields");
        }
        if (header.length() > HeaderBlock.MAX_BLOCK_BYTES - ROOM_BYTES) {
            throw Refusals.malformed("the header is too large");
        }
        for (var name : SINGLE) {
            if (header.count(name) > 1) {
                throw Refusals.malformed("the mail has more than one " + name + " header");
            }
        }
        int hops = header.count("Received");
        if (hops > MAX_HOPS) throw Refusals.loops(hops);
        try {
            return new HeaderRules(
                    senders(header),
                    shortened(EncodedWords.decode(value(header, "Subject"))),
                    value(header, "Message-ID"),
                    header.count("Date") > 0,
                    stream(header),
                    urgency(header),
                    secretLink(header),
                    countable(header));
        } catch (MalformedHeader malformed) {
            throw Refusals.malformed(String.valueOf(malformed.getMessage()));
        }
    }

    /// Whether a field stays behind.
    static boolean staysHere(HeaderField field) {
        return OURS.contains(field.name().toLowerCase(Locale.ROOT));
    }

    /// All addresses the mail claims to come from: From, and Sender where there is one.
    private static List<Address> senders(HeaderBlock header) throws MalformedHeader {
        var senders = new ArrayList<>(FromHeader.addresses(header));
        var sender = header.first("Sender");
        if (sender.isPresent()) {
            Mailboxes.parse(sender.get().value()).stream()
                    .map(Mailbox::address)
                    .forEach(senders::add);
        }
        return List.copyOf(senders);
    }

    private static Stream stream(HeaderBlock header) throws Rejected {
        var word = value(header, STREAM).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "", "transactional" -> Stream.TRANSACTIONAL;
            case "broadcast" -> Stream.BROADCAST;
            default ->
                    throw Refusals.malformed(
                            STREAM + " is transactional or broadcast, not \"" + word + "\"");
        };
    }

    private static Urgency urgency(HeaderBlock header) throws Rejected {
        if (stream(header) == Stream.BROADCAST) return Urgency.BROADCAST;
        var word = value(header, URGENCY).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "", "normal" -> Urgency.NORMAL;
            case "urgent" -> Urgency.URGENT;
            default ->
                    throw Refusals.malformed(
                            URGENCY + " is urgent or normal, not \"" + word + "\"");
        };
    }

    private static boolean secretLink(HeaderBlock header) throws Rejected {
        var word = value(header, SECRET_LINK).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "", "no" -> false;
            case "yes" -> true;
            default ->
                    throw Refusals.malformed(SECRET_LINK + " is yes or no, not \"" + word + "\"");
        };
    }

    private static Countable countable(HeaderBlock header) throws Rejected {
        var word = value(header, TRACKING);
        if (word.isEmpty()) return Countable.ALL;
        return Countable.of(word)
                .orElseThrow(() ->
                        Refusals.malformed(
                                TRACKING + " is none, opens, clicks or all, not \"" + word + "\""));
    }

    private static String value(HeaderBlock header, String name) {
        return header.first(name).map(HeaderField::value).orElse("");
    }

    private static String shortened(String text) {
        return text.length() <= SUBJECT_KEPT ? text : text.substring(0, SUBJECT_KEPT) + "…";
    }
}
