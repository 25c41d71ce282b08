package dev.facteur.platform.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A request body that is read as it arrives, up to a limit. [HttpServer] answers 413 when it is
/// exceeded.
public final class LimitedBody extends FilterInputStream {
    private final long limit;
    private long taken;

    /// @param limit in bytes
    public LimitedBody(InputStream in, long limit) {
        super(in);
        this.limit = limit;
    }

    /// The body is larger than allowed.
    static final class TooLarge extends IOException {
        private final long limit;

        private TooLarge(long limit) {
            super("body larger than " + limit + " bytes");
            this.limit = limit;
        }

        long limit() {
            return limit;
        }
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        if (one >= 0) count(1);
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        if (count > 0) count(count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws TooLarge {
        taken += bytes;
        if (taken > limit) throw new TooLarge(limit);
    }
}
