package dev.facteur.protocol.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.parser.AbstractContentHandler;
import org.apache.james.mime4j.parser.MimeStreamParser;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;

/// A stranger's mail as texts, for whoever looks for words in it. Every mail can be read: what is
/// broken is read as far as it goes, and a structure that cannot be followed is one plain text.
///
/// @param parts the texts of its parts in their order, decoded; a mail inside it is one text with
///   header and all; files of other kinds are left out
public record LooseMail(LooseHeader header, List<Part> parts) {
    /// What a mail holds beyond this is not looked at.
    public static final int MAX_BYTES = 1024 * 1024;

    public LooseMail {
        parts = List.copyOf(parts);
    }

    /// @param type in lower case, such as `text/plain`
    public record Part(String type, String text) {
        /// Whether it is a mail, or the header of one (RFC 2046 §5.2.1, RFC 6522 §4, RFC 6532
        /// §3.7).
        public boolean isMail() {
            return switch (type) {
                case "message/rfc822",
                        "message/global",
                        "text/rfc822-headers",
                        "message/global-headers" ->
                        true;
                default -> false;
            };
        }
    }

    /// Reads at most [#MAX_BYTES] of it.
    public static LooseMail read(InputStream mail) throws IOException {
        var bytes = mail.readNBytes(MAX_BYTES);
        var walk = new Walk();
        if (isFlatEnough(bytes)) walk.through(bytes);
        var header = LooseHeader.of(text("", headerOf(bytes)));
        if (walk.parts.stream().allMatch(part -> part.text.isBlank())) {
            var body = Arrays.copyOfRange(bytes, headerOf(bytes).length, bytes.length);
            return new LooseMail(header, List.of(new Part("text/plain", text("", body))));
        }
        return new LooseMail(header, walk.parts);
    }

    /// The parser keeps a stream for each level, and reads through all of them.
    private static boolean isFlatEnough(byte[] bytes) {
        var depth = new PartDepth();
        depth.accept(bytes, 0, bytes.length);
        return depth.excess() == null;
    }

    private static byte[] headerOf(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') continue;
            int next = i + 1 < bytes.length && bytes[i + 1] == '\r' ? i + 2 : i + 1;
            if (next < bytes.length && bytes[next] == '\n') return Arrays.copyOf(bytes, next + 1);
        }
        return bytes;
    }

    private static String text(String charset, byte[] content) {
        try {
            // Many programs send UTF-8 and name nothing, or less.
            boolean ascii = charset.isEmpty() || charset.equalsIgnoreCase("us-ascii");
            if (!ascii) return new String(content, Charset.forName(charset));
        } catch (IllegalArgumentException _) {
            // One that nobody knows; most of them are ASCII where it matters.
        }
        try {
            var utf8 = StandardCharsets.UTF_8.newDecoder();
            return utf8.decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException _) {
            return new String(content, StandardCharsets.ISO_8859_1);
        }
    }

    private static final class Walk extends AbstractContentHandler {
        private final List<Part> parts = new ArrayList<>();
        private PartHead head = new PartHead();

        void through(byte[] mail) throws IOException {
            var parser =
                    new MimeStreamParser(
                            MimeConfig.custom()
                                    .setMaxLineLen(-1)
                                    .setMaxHeaderLen(HeaderBlock.MAX_FIELD_BYTES)
                                    .setMaxHeaderCount(HeaderBlock.MAX_FIELDS)
                                    .build());
            parser.setContentHandler(this);
            parser.setContentDecoding(true);
            parser.setNoRecurse();
            try {
                parser.parse(new ByteArrayInputStream(mail));
            } catch (MimeException _) {
                // The parts before the broken one are there.
            }
        }

        @Override
        public void startHeader() {
            head = new PartHead();
        }

        @Override
        public void field(Field field) {
            head.add(field);
        }

        @Override
        public void body(BodyDescriptor descriptor, InputStream content) throws IOException {
            var type = head.type();
            if (!type.startsWith("text/") && !type.startsWith("message/")) return;
            parts.add(new Part(type, text(head.parameter("charset"), content.readAllBytes())));
        }
    }
}
