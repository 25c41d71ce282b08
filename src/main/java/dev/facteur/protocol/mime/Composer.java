package dev.facteur.protocol.mime;

import dev.facteur.protocol.mime.Composition.File;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a [Composition] as a message (RFC 5322, RFC 2045), without Date and Message-ID, which
/// acceptance adds. The same composition gives the same bytes each time.
///
/// Texts go as quoted-printable and files as base64, so the message is ASCII with short lines but
/// for UTF-8 addresses. Alternative texts stand within `multipart/related` with the images that the
/// HTML shows, and that within `multipart/mixed` with the attachments; a level with one part is
/// left out. Files are streamed.
public final class Composer {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final int WIDTH = 76;

    private final Composition mail;
    private final OutputStream out;

    /// Levels that have begun and not ended.
    private int open;

    private Composer(Composition mail, OutputStream out) {
        this.mail = mail;
        this.out = out;
    }

    /// @param out takes the message in many small pieces; it is not closed
    /// @throws IllegalArgumentException for what cannot stand in a header: a control character, a
    ///   word too long for a line
    public static void write(Composition mail, OutputStream out) throws IOException {
        new Composer(mail, out).write();
    }

    private void write() throws IOException {
        put(header());
        mixed();
    }

    private String header() {
        var header = new HeaderWriter();
        header.field("From", mailboxes(List.of(mail.from())));
        if (!mail.replyTo().isEmpty()) header.field("Reply-To", mailboxes(mail.replyTo()));
        // RFC 5322 §3.6.3: no recipient has to be named, but a mail without To looks like spam.
        boolean hidden = mail.to().isEmpty() && mail.cc().isEmpty();
        if (hidden) header.field("To", "undisclosed-recipients:;");
        if (!mail.to().isEmpty()) header.field("To", mailboxes(mail.to()));
        if (!mail.cc().isEmpty()) header.field("Cc", mailboxes(mail.cc()));
        var subject = mail.subject();
        if (subject != null) header.text("Subject", subject);
        for (var field : mail.fields()) header.text(field.name(), field.value());
        return header.field("MIME-Version", "1.0").toString();
    }

    private static String mailboxes(List<Mailbox> mailboxes) {
        return mailboxes.stream()
                .map(one -> HeaderWriter.mailbox(one.name(), one.address().toString()))
                .collect(Collectors.joining(", "));
    }

    private void mixed() throws IOException {
        var attached = mail.files().stream().filter(file -> file.contentId() == null).toList();
        if (attached.isEmpty()) {
            related();
            return;
        }
        var level = Level.MIXED;
        begin(level, "");
        next(level);
        related();
        for (var file : attached) {
            next(level);
            file(file, "attachment");
        }
        end(level);
    }

    private void related() throws IOException {
        var shown = mail.files().stream().filter(file -> file.contentId() != null).toList();
        if (shown.isEmpty()) {
            texts();
            return;
        }
        var level = Level.RELATED;
        // RFC 2387 §3.1: the type of the part that the others belong to.
        begin(level, "; type=\"" + (hasBoth() ? "multipart/alternative" : "text/html") + "\"");
        next(level);
        texts();
        for (var file : shown) {
            next(level);
            file(file, "inline");
        }
        end(level);
    }

    private boolean hasBoth() {
        return mail.text() != null && mail.html() != null;
    }

    /// RFC 2046 §5.1.4: the plainest first.
    private void texts() throws IOException {
        var text = mail.text();
        var html = mail.html();
        if (text != null && html != null) {
            var level = Level.ALTERNATIVE;
            begin(level, "");
            next(level);
            text("text/plain", text);
            next(level);
            text("text/html", html);
            end(level);
        } else if (html != null) {
            text("text/html", html);
        } else {
            text("text/plain", text == null ? "" : text);
        }
    }

    private void text(String type, String text) throws IOException {
        put(
                new HeaderWriter()
                        .field("Content-Type", type + "; charset=utf-8")
                        .field("Content-Transfer-Encoding", "quoted-printable")
                        .toString());
        out.write(LINE_END);
        QuotedPrintable.encode(text, out);
        // RFC 2046 §5.1.1: the line end before a boundary belongs to the boundary.
        if (open > 0 || !text.endsWith("\n")) out.write(LINE_END);
    }

    private void file(File file, String disposition) throws IOException {
        var header = new HeaderWriter();
        header.field("Content-Type", file.type());
        header.field("Content-Transfer-Encoding", "base64");
        header.field("Content-Disposition", disposition + Parameters.of("filename", file.name()));
        // RFC 2392 §2: what follows cid: in the HTML.
        var id = file.contentId();
        if (id != null) header.field("Content-ID", "<" + id + ">");
        put(header.toString());
        out.write(LINE_END);
        // RFC 2045 §6.8: lines of at most 76 characters.
        try (var encoded = Base64.getMimeEncoder(WIDTH, LINE_END).wrap(new Unclosed(out))) {
            file.content().writeTo(encoded);
        }
        out.write(LINE_END);
    }

    private void begin(Level level, String parameters) throws IOException {
        var type = level.type + "; boundary=\"" + level.boundary + "\"" + parameters;
        put(new HeaderWriter().field("Content-Type", type).toString());
        out.write(LINE_END);
        open++;
    }

    private void next(Level level) throws IOException {
        put("--" + level.boundary + "\r\n");
    }

    private void end(Level level) throws IOException {
        put("--" + level.boundary + "--\r\n");
        open--;
    }

    private void put(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The boundaries hold `=_`, which neither encoding can produce (RFC 2045 §6.7), so they need
    /// not be looked for in the content, and can be the same in every mail.
    private enum Level {
        MIXED("multipart/mixed", "=_mixed"),
        RELATED("multipart/related", "=_related"),
        ALTERNATIVE("multipart/alternative", "=_alternative");

        private final String type;
        private final String boundary;

        Level(String type, String boundary) {
            this.type = type;
            this.boundary = boundary;
        }
    }

    /// The encoder's last bytes come when it is closed; the mail goes on.
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {
            // The mail's own end comes later.
        }
    }
}
