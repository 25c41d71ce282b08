package dev.facteur.submit.http;

import dev.facteur.protocol.mime.Composition;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/// A file's bytes, decoded from base64 while the request arrives, and held once, in blocks.
@JsonDeserialize(using = Blob.Reader.class)
final class Blob implements Composition.Content {
    private static final int SMALLEST_BLOCK = 4_096;
    private static final int BLOCK = 65_536;

    private final List<byte[]> blocks = new ArrayList<>();
    private int freeOfLast;
    private long length;

    long length() {
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (int i = 0; i < blocks.size(); i++) {
            int free = i == blocks.size() - 1 ? freeOfLast : 0;
            out.write(blocks.get(i), 0, blocks.get(i).length - free);
        }
    }

    private void add(byte[] bytes, int offset, int count) {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (freeOfLast == 0) {
                // A small file needs no large block.
                freeOfLast = Math.clamp(length, SMALLEST_BLOCK, BLOCK);
                blocks.add(new byte[freeOfLast]);
            }
            var block = blocks.getLast();
            int part = Math.min(left, freeOfLast);
            System.arraycopy(bytes, from, block, block.length - freeOfLast, part);
            freeOfLast -= part;
            length += part;
            from += part;
            left -= part;
        }
    }

    /// Decodes without making a string of it first; line breaks in it are skipped.
    static final class Reader extends ValueDeserializer<Blob> {
        @Override
        public Blob deserialize(JsonParser parser, DeserializationContext context) {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(String.class, "base64 is text");
            }
            var body = (HeldBody) context.getAttribute(HeldBody.class);
            var blob = new Blob();
            var out =
                    new OutputStream() {
                        @Override
                        public void write(int octet) {
                            write(new byte[] {(byte) octet}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int count) {
                            blob.add(bytes, offset, count);
                            if (body != null) body.ofAFile(count);
                        }
                    };
            parser.readBinaryValue(Base64Variants.MIME, out);
            return blob;
        }
    }
}
