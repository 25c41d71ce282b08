package dev.facteur.platform.imap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// What a server says, up to a limit for each command: the library above keeps every line of an
/// answer in memory, and believes the size that a server announces for a literal.
///
/// Used by one thread.
final class BoundedInput extends FilterInputStream {
    /// A line costs the library some two hundred bytes, however short it is.
    private static final int MOST_LINES = 50_000;

    private final long mostBytes;
    private long bytes;
    private int lines;
    private long literal;
    private int digits = -1;
    private long announced;
    private int ending;
    private @Nullable IOException failure;

    BoundedInput(InputStream in, long mostBytes) {
        super(in);
        this.mostBytes = mostBytes;
    }

    /// The next command's answer begins.
    void again() {
        bytes = 0;
        lines = 0;
    }

    /// What ended the connection; the library tells it as a farewell of the server.
    @Nullable IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        try {
            int octet = in.read();
            if (octet >= 0) take(octet);
            return octet;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            int count = in.read(into, offset, length);
            for (int i = 0; i < count; i++) take(into[offset + i] & 0xff);
            return count;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void take(int octet) throws IOException {
        if (++bytes > mostBytes) {
            throw new IOException("the server answers with more than " + mostBytes + " bytes");
        }
        if (literal > 0) {
            literal--;
            return;
        }
        follow(octet);
        if (octet == '\n' && ++lines > MOST_LINES) {
            throw new IOException("the server answers with more than " + MOST_LINES + " lines");
        }
    }

    /// Looks for `{123}CRLF` (RFC 9051 §4.3).
    private void follow(int octet) throws IOException {
        if (octet == '{') {
            digits = 0;
            announced = 0;
            ending = 0;
        } else if (digits >= 0 && ending == 0 && octet >= '0' && octet <= '9') {
            announced = Math.min(announced * 10 + (octet - '0'), Integer.MAX_VALUE);
            digits++;
        } else if (digits > 0 && ending == 0 && octet == '}') {
            ending = 1;
        } else if (digits > 0 && ending == 1 && octet == '\r') {
            ending = 2;
        } else if (digits > 0 && ending == 2 && octet == '\n') {
            begin();
        } else {
            digits = -1;
        }
    }

    private void begin() throws IOException {
        digits = -1;
        if (announced > mostBytes - bytes) {
            throw new IOException("the server announces " + announced + " bytes at once");
        }
        literal = announced;
    }
}
