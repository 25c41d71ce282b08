package dev.facteur.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderWriter;
import java.io.ByteArrayOutputStream;
import java.time.Instant;

/// A complaint as receivers send it when their user calls a mail spam (RFC 5965).
///
/// @param mail what is complained of
/// @param sender with which it came
/// @param recipient who complains
record PracticeComplaint(PracticeMail mail, Address sender, Address recipient, Instant now) {
    private static final String BOUNDARY = "=_complaint_";

    /// Whether an address in it needs SMTPUTF8 (RFC 6531).
    boolean smtpUtf8() {
        return sender.needsSmtpUtf8() || recipient.needsSmtpUtf8();
    }

    byte[] bytes(Address from, Address to) {
        var id = mail.received().id();
        // Mails get numbers here, so the mail complained of does not have this line by chance.
        var boundary = BOUNDARY + id + "_" + now.toEpochMilli();
        var head =
                new HeaderWriter()
                        .field("From", "<" + from + ">")
                        .field("To", "<" + to + ">")
                        .text("Subject", "Practice: a complaint, as complain@ asks for")
                        .field("Date", Dates.format(now))
                        .field("Message-ID", "<complaint-" + id + "@" + from.domain() + ">")
                        .field("MIME-Version", "1.0")
                        .field(
                                "Content-Type",
                                "multipart/report; report-type=feedback-report; boundary=\""
                                        + boundary
                                        + "\"");
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.bytes());
        part(out, boundary, "text/plain", "The recipient called this mail spam.\r\n");
        part(out, boundary, "message/feedback-report", feedback());
        part(out, boundary, "message/rfc822", "");
        out.writeBytes(mail.bytes());
        text(out, "\r\n--" + boundary + "--\r\n");
        return out.toByteArray();
    }

    /// RFC 5965 §3.1 and §3.2.
    private String feedback() {
        return new HeaderWriter()
                .field("Feedback-Type", "abuse")
                .field("User-Agent", "Facteur-Sandbox/1")
                .field("Version", "1")
                .field("Original-Mail-From", "<" + sender + ">")
                .field("Original-Rcpt-To", "<" + recipient + ">")
                .field("Arrival-Date", Dates.format(mail.received().at()))
                .toString();
    }

    private static void part(
            ByteArrayOutputStream out, String boundary, String type, String content) {
        text(out, "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n\r\n" + content);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(UTF_8));
    }
}
