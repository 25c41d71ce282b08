package dev.facteur.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.QuotedPrintable;
import java.time.Instant;

/// The mail in which an alert travels.
///
/// @param id unique; without brackets and domain
record AlertLetter(Address from, Address to, String id, Message message, Instant at) {
    private static final int LONGEST_SUBJECT = 200;

    byte[] bytes() {
        var header =
                new HeaderWriter()
                        .text("Date", Dates.format(at))
                        .text("From", "Facteur <" + from + ">")
                        .text("To", "<" + to + ">")
                        .text("Subject", subject())
                        .text("Message-ID", "<" + id + "@" + from.domain() + ">")
                        // RFC 3834 §5: nobody's absence notice is to answer it.
                        .text("Auto-Submitted", "auto-generated")
                        .text("MIME-Version", "1.0")
                        .text("Content-Type", "text/plain; charset=utf-8")
                        .text("Content-Transfer-Encoding", "quoted-printable");
        var text = message.text() + "\n";
        return (header + "\r\n" + QuotedPrintable.encode(text)).getBytes(UTF_8);
    }

    /// What a remote said may stand in it.
    private String subject() {
        var line = message.subject().replaceAll("\\p{Cntrl}", " ");
        return Message.cut(line, LONGEST_SUBJECT);
    }
}
