package dev.facteur.submit.maildrop;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.smtp.Rejected;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Finds where the header of a local program's message ends. Such a message may begin with its body
/// (`echo text | sendmail bob`) or with the `From ` line of a mailbox file.
///
/// Gets lines that end in CRLF. Used by one thread, one object a message.
final class HeaderLines {
    private static final byte[] MAILBOX_LINE = {'F', 'r', 'o', 'm', ' '};

    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private byte[] bytes = {};
    private int start;
    private int position;
    private int bodyStart = -1;

    /// Takes more of the message, until [#found].
    void take(byte[] more, int offset, int length) throws Rejected {
        collected.write(more, offset, length);
        bytes = collected.toByteArray();
        while (bodyStart < 0 && scanLine()) {
            // Each call looks at one line.
        }
        if (bodyStart < 0 && bytes.length > HeaderBlock.MAX_BLOCK_BYTES) {
            throw new Rejected(
                    552,
                    "5.3.4",
                    "The header is longer than " + HeaderBlock.MAX_BLOCK_BYTES / 1024 + " KB");
        }
    }

    boolean found() {
        return bodyStart >= 0;
    }

    /// The fields, each with its CRLF, without the empty line.
    byte[] fields() {
        return Arrays.copyOfRange(bytes, start, position);
    }

    /// What has come of the body already.
    byte[] restOfBody() {
        return found() ? Arrays.copyOfRange(bytes, bodyStart, bytes.length) : new byte[0];
    }

    /// False when no whole line is left to look at.
    private boolean scanLine() {
        int end = position;
        while (end + 1 < bytes.length && bytes[end + 1] != '\n') end++;
        if (end + 1 >= bytes.length) return false;
        if (end == position) {
            bodyStart = end + 2;
        } else if (position == 0 && startsWith(MAILBOX_LINE)) {
            start = end + 2;
            position = start;
        } else if (isContinuation() || isField(end)) {
            position = end + 2;
        } else {
            bodyStart = position;
        }
        return true;
    }

    private boolean isContinuation() {
        return position > start && (bytes[position] == ' ' || bytes[position] == '\t');
    }

    private boolean isField(int end) {
        int i = position;
        while (i < end && bytes[i] > ' ' && bytes[i] < 0x7f && bytes[i] != ':') i++;
        return i > position && i < end && bytes[i] == ':';
    }

    private boolean startsWith(byte[] prefix) {
        return bytes.length >= prefix.length
                && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
