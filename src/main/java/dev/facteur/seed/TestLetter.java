package dev.facteur.seed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.QuotedPrintable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The mail that a test sends: short, honest about what it is, without anything that is loaded or
/// followed when it is opened.
///
/// @param token by which it is known wherever it lies
/// @param gateway our name
record TestLetter(
        String token, Address from, Address to, String gateway, String language, Instant at) {
    /// Providers drop fields that they do not know, and replace Message-IDs; the subject stays.
    static final String FIELD = "Facteur-Test";

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    byte[] bytes() {
        var texts = LetterTexts.in(language);
        var boundary = "=_" + token;
        var plain = texts.body(gateway, from.toString(), MINUTES.format(at), token);
        var header =
                new HeaderWriter()
                        .text("Date", Dates.format(at))
                        .text("From", "Facteur <" + from + ">")
                        .text("To", "<" + to + ">")
                        .text("Subject", texts.subject(token))
                        .text("Message-ID", "<" + token + "@" + from.domain() + ">")
                        .text(FIELD, token)
                        // What is tested is the way, so nothing in the mail is changed for
                        // counting.
                        .text("Facteur-Secret-Link", "yes")
                        // RFC 3834 §5: nobody's absence notice is to answer it.
                        .text("Auto-Submitted", "auto-generated")
                        .text("MIME-Version", "1.0")
                        .text(
                                "Content-Type",
                                "multipart/alternative; boundary=\"" + boundary + "\"");
        return (header
                        + "\r\n"
                        + part(boundary, "text/plain", plain)
                        + part(boundary, "text/html", html(texts, plain))
                        + "--"
                        + boundary
                        + "--\r\n")
                .getBytes(UTF_8);
    }

    private static String part(String boundary, String type, String text) {
        return "--"
                + boundary
                + "\r\nContent-Type: "
                + type
                + "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + QuotedPrintable.encode(text)
                + "\r\n";
    }

    private String html(LetterTexts texts, String plain) {
        var text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"");
        text.append(texts.language()).append("\">\n<head><meta charset=\"utf-8\"><title>");
        text.append(escaped(texts.subject(token))).append("</title></head>\n<body>\n");
        for (var paragraph : plain.strip().split("\n\n")) {
            text.append("<p>").append(escaped(paragraph)).append("</p>\n");
        }
        return text.append("</body>\n</html>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
