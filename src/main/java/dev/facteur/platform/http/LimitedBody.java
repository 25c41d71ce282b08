package dev.facteur.platform.http;

import java.io.IOException;
import java.io.InputStream;

/// A request body that is read as it arrives, up to a limit. [HttpServer] answers 413 when it is
/// exceeded.
public final class LimitedBody extends CountedInput {
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
    protected void count(long bytes) throws TooLarge {
        taken += bytes;
        if (taken > limit) throw new TooLarge(limit);
    }
}
