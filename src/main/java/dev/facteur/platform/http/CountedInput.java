package dev.facteur.platform.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells how much was taken of a stream, whichever way, so that a limit holds for all of it.
public abstract class CountedInput extends FilterInputStream {
    protected CountedInput(InputStream in) {
        super(in);
    }

    /// So many bytes more were taken. May end the reading.
    protected abstract void count(long bytes) throws IOException;

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
}
