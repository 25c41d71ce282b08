package dev.facteur.deliver.smtp;

import dev.facteur.sign.SignedMail;
import java.io.IOException;
import java.io.InputStream;

/// Where a mail holds bytes beyond ASCII.
record EightBit(boolean headers, boolean anywhere) {
    private static final int BLOCK_BYTES = 16_384;

    /// Reads the content until the answer is known.
    static EightBit in(SignedMail.Content content) throws IOException {
        try (var in = content.open()) {
            return scan(in);
        }
    }

    private static EightBit scan(InputStream in) throws IOException {
        var block = new byte[BLOCK_BYTES];
        boolean inHeader = true;
        boolean lineStart = true;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            for (int i = 0; i < count; i++) {
                byte octet = block[i];
                if (octet < 0) return new EightBit(inHeader, true);
                // Lines end in CRLF here, so a CR at a line's start is the empty line.
                if (octet == '\r' && lineStart) inHeader = false;
                lineStart = octet == '\n';
            }
        }
        return new EightBit(false, false);
    }
}
