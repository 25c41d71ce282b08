package dev.facteur.protocol.dsn;

import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.QuotedPrintable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes delivery status notifications: a `multipart/report` (RFC 6522) of a text for people, a
/// part for machines (RFC 3464) and what it is about. Addresses beyond ASCII take the forms of RFC
/// 6533.
///
/// A report goes out with the null sender, so that nothing ever answers it.
public final class DsnWriter {
    private final Report report;
    private final Original original;
    private final boolean international;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private DsnWriter(Report report, Original original) {
        this.report = report;
        this.original = original;
        this.international = StatusPart.needsInternational(report);
    }

    /// @throws IllegalArgumentException when an address or id in the letterhead could break out of
    ///   its header
    public static DsnMessage write(Report report) {
        return new DsnWriter(report, Original.read(report.mail())).message();
    }

    private DsnMessage message() {
        var status = new StatusPart(report, international).text();
        var human = QuotedPrintable.encode(new HumanPart(report, original).text());
        var boundary = boundary(human + status);
        var head = head(boundary);
        out.writeBytes(head.bytes());
        text("\r\n");
        part(boundary, "text/plain; charset=utf-8", "quoted-printable", utf8(human));
        if (international) {
            part(boundary, "message/global-delivery-status", "8bit", utf8(status));
        } else {
            part(boundary, "message/delivery-status", "7bit", utf8(status));
        }
        returned(boundary);
        text("--" + boundary + "--\r\n");
        return new DsnMessage(
                out.toByteArray(),
                international || !original.isAscii(),
                !OneLine.isAscii(head.toString()));
    }

    private HeaderWriter head(String boundary) {
        var letterhead = report.letterhead();
        return new HeaderWriter()
                .field("From", HeaderWriter.mailbox("Mail delivery", letterhead.from()))
                .field("To", "<" + letterhead.to() + ">")
                .text("Subject", subject())
                .field("Date", Dates.format(letterhead.date()))
                .field("Message-ID", "<" + letterhead.messageId() + ">")
                // RFC 3834 §5: nobody answers this by machine.
                .field("Auto-Submitted", "auto-replied")
                .field("MIME-Version", "1.0")
                .field(
                        "Content-Type",
                        "multipart/report; report-type=delivery-status; boundary=\""
                                + boundary
                                + "\"");
    }

    private String subject() {
        return switch (report.worst()) {
            case FAILED -> "Mail not delivered / Message non distribué";
            case DELAYED -> "Mail delayed / Message retardé";
            case RELAYED -> "Mail handed on / Message transmis";
            case DELIVERED -> "Mail delivered / Message distribué";
        };
    }

    /// A delimiter that occurs in no part, though the mail that comes back is somebody else's work:
    /// nobody can write a text that contains its own hash.
    private String boundary(String ours) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(utf8(ours));
            var hash = digest.digest(utf8(original.text()));
            return "=_report_" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void returned(String boundary) {
        boolean utf8 = original.hasInternationalHeader();
        var type =
                switch (original.kind()) {
                    case WHOLE -> utf8 ? "message/global" : "message/rfc822";
                    case HEADER -> utf8 ? "message/global-headers" : "text/rfc822-headers";
                    case NOTHING -> "";
                };
        if (type.isEmpty()) return;
        var bytes = original.text().getBytes(StandardCharsets.ISO_8859_1);
        part(boundary, type, original.isAscii() ? "7bit" : "8bit", bytes);
    }

    private void part(String boundary, String type, String encoding, byte[] content) {
        text("--" + boundary + "\r\n");
        text("Content-Type: " + type + "\r\n");
        text("Content-Transfer-Encoding: " + encoding + "\r\n\r\n");
        out.writeBytes(content);
        text("\r\n");
    }

    private void text(String text) {
        out.writeBytes(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
