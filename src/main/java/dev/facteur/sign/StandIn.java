package dev.facteur.sign;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.DomainName;
import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.mime.MalformedHeader.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The header of a mail that leaves in the name of a domain that stands in for its own: the
/// sender's domain is not verified, and the operator lends it another. From says so, Reply-To has
/// what From said, Sender is gone; all else is as it was.
final class StandIn {
    /// Longer names serve nobody, and one without a space would be too long for a line.
    private static final int MOST_NAME = 100;

    /// An @ makes a name look like an address, which is not the one that the mail is from.
    private static final Pattern AT = Pattern.compile("[@\\uFE6B\\uFF20]");

    /// They turn the direction of writing, and with it what stands behind the name.
    private static final Pattern TURNS =
            Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private final String domain;
    private final byte[] bytes;
    private final int replaced;

    /// @param domain that stands in
    /// @param bytes of the header, its empty line included where there was one
    /// @param replaced how many of the kept bytes they take the place of
    private StandIn(String domain, byte[] bytes, int replaced) {
        this.domain = domain;
        this.bytes = bytes;
        this.replaced = replaced;
    }

    /// What the header becomes; empty when it may stay as it is.
    ///
    /// @throws NoName when it may leave under no name now
    static Optional<StandIn> of(HeaderBlock header, LeavingNames names)
            throws NoName, MalformedHeader {
        var from = mailboxes(header, "From");
        if (from.isEmpty()) throw new MalformedHeader(Fault.MISSING, "the mail has no From header");
        var domain = standIn(from, names);
        if (domain.isEmpty()) domain = standIn(mailboxes(header, "Sender"), names);
        return domain.map(
                found -> new StandIn(found, written(header, from, found), header.length()));
    }

    private static List<Mailbox> mailboxes(HeaderBlock header, String name) throws MalformedHeader {
        var field = header.first(name);
        return field.isEmpty() ? List.of() : Mailboxes.parse(field.get().value());
    }

    private static Optional<String> standIn(List<Mailbox> mailboxes, LeavingNames names)
            throws NoName {
        for (var mailbox : mailboxes) {
            var domain = of(mailbox.address(), names);
            if (domain.isPresent()) return domain;
        }
        return Optional.empty();
    }

    /// The domain that stands in for an address's own; empty when it may leave under its own.
    private static Optional<String> of(Address address, LeavingNames names) throws NoName {
        var own = address.domain();
        var leavesAs = names.leavesAs(own).orElseThrow(() -> new NoName(own));
        return leavesAs.equalsIgnoreCase(own) ? Optional.empty() : Optional.of(leavesAs);
    }

    /// An address of the envelope of a mail whose header may stay as it is.
    static Address alone(Address original, LeavingNames names) throws NoName {
        return of(original, names)
                .map(domain -> StandInAddress.of(original, domain))
                .orElse(original);
    }

    /// The same address as in From, where it is the same mailbox.
    Address standingInFor(Address original) {
        return StandInAddress.of(original, domain);
    }

    private static byte[] written(HeaderBlock header, List<Mailbox> from, String domain) {
        var block = new StringBuilder(header.length() + 512);
        for (var field : header.fields()) {
            if (field.isNamed("From")) {
                block.append(latin1(from(from.getFirst(), domain)));
                if (header.first("Reply-To").isEmpty()) block.append(latin1(replyTo(from)));
            } else if (!field.isNamed("Sender")) {
                block.append(field.raw());
            }
        }
        if (header.complete()) block.append("\r\n");
        return block.toString().getBytes(ISO_8859_1);
    }

    private static String from(Mailbox original, String domain) {
        var address = StandInAddress.of(original.address(), domain);
        var shown = shown(original.name());
        var own = original.address().domain();
        var who = shown.isEmpty() ? DomainName.canonical(own).orElse(own) : shown;
        var name = who + " via " + domain;
        return new HeaderWriter()
                .field("From", HeaderWriter.mailbox(name, address.toString()))
                .toString();
    }

    private static String shown(String name) {
        var plain = TURNS.matcher(name).replaceAll("").strip();
        if (AT.matcher(plain).find()) return "";
        int most = Math.min(MOST_NAME, plain.codePointCount(0, plain.length()));
        return plain.substring(0, plain.offsetByCodePoints(0, most)).strip();
    }

    /// Written anew of what was understood, so that nothing else travels with it.
    private static String replyTo(List<Mailbox> from) {
        var all =
                from.stream()
                        .map(each ->
                                HeaderWriter.mailbox(shown(each.name()), each.address().toString()))
                        .collect(Collectors.joining(", "));
        return new HeaderWriter().field("Reply-To", all).toString();
    }

    /// A character a byte, as the rest of the block is held.
    private static String latin1(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /// What it is signed as.
    HeaderBlock header() throws MalformedHeader {
        return HeaderBlock.parse(bytes, bytes.length);
    }

    /// How much longer than the kept mail this one is; negative when it is shorter.
    long longer() {
        return (long) bytes.length - replaced;
    }

    /// The mail with this header in place of its own.
    SignedMail.Content in(SignedMail.Content content) {
        return () -> new SequenceInputStream(new ByteArrayInputStream(bytes), rest(content));
    }

    private InputStream rest(SignedMail.Content content) throws IOException {
        var kept = content.open();
        try {
            kept.skipNBytes(replaced);
            return kept;
        } catch (IOException unreadable) {
            kept.close();
            throw unreadable;
        }
    }
}
