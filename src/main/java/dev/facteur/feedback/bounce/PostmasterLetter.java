package dev.facteur.feedback.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.LooseHeader;
import dev.facteur.protocol.mime.QuotedPrintable;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/// The mail in which another one is passed on, as it came: its sender stays what it was, and ours
/// is one that we may send as.
///
/// @param role the address that it came to
/// @param mail lines end in CRLF
/// @param number of the evidence
@SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
record PostmasterLetter(
        Address from, Address to, Address role, byte[] mail, long number, Instant now) {
    private static final int LONGEST_SUBJECT = 200;

    boolean eightBit() {
        for (byte one : mail) {
            if (one < 0) return true;
        }
        return false;
    }

    byte[] bytes() {
        var boundary = "=_passed_on_" + hash();
        var header =
                new HeaderWriter()
                        .field("Date", Dates.format(now))
                        .field("From", HeaderWriter.mailbox("Facteur", from.toString()))
                        .field("To", "<" + to + ">")
                        .text("Subject", subject())
                        .field("Message-ID", "<evidence-" + number + "@" + from.domain() + ">")
                        // RFC 3834 §5: nobody's absence notice is to answer it.
                        .field("Auto-Submitted", "auto-generated")
                        .field("MIME-Version", "1.0")
                        .field("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
        var out = new ByteArrayOutputStream();
        out.writeBytes(header.bytes());
        part(out, boundary, "text/plain; charset=utf-8", "quoted-printable");
        out.writeBytes(QuotedPrintable.encode(text()).getBytes(UTF_8));
        part(out, boundary, "message/rfc822", eightBit() ? "8bit" : "7bit");
        out.writeBytes(mail);
        text(out, "\r\n--" + boundary + "--\r\n");
        return out.toByteArray();
    }

    /// Many programs write it in UTF-8 without saying so.
    private String subject() {
        var subject = LooseHeader.of(new String(mail, UTF_8)).first("Subject").orElse("");
        var line = role + ": " + EncodedWords.decode(subject).replaceAll("\\p{Cntrl}", " ");
        return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT) : line;
    }

    private String text() {
        return """
        Somebody wrote to %1$s. The mail is attached as it came.
        Answer its sender, not this mail.

        Quelqu'un a écrit à %1$s. Le message est joint tel qu'il est arrivé.
        Répondez à son expéditeur, pas à ce message.
        """
                .formatted(role);
    }

    private static void part(
            ByteArrayOutputStream out, String boundary, String type, String encoding) {
        text(out, "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n");
        text(out, "Content-Transfer-Encoding: " + encoding + "\r\n\r\n");
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }

    /// No mail holds its own hash, so the boundary is not in it.
    private String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(mail);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
