package dev.facteur.submit.http;

import dev.facteur.platform.http.CountedInput;
import java.io.IOException;
import java.io.InputStream;

/// A request that is held in the heap while it is read: counted, and ended where it is too large or
/// there is no room for it.
final class HeldBody extends CountedInput {
    private final long limit;
    private final HeapRoom.Share share;
    private long taken;
    private long ofFiles;

    /// @param limit in bytes
    HeldBody(InputStream in, long limit, HeapRoom.Share share) {
        super(in);
        this.limit = limit;
        this.share = share;
    }

    /// Why it was ended.
    static final class Ended extends IOException {
        private final boolean tooLarge;

        private Ended(boolean tooLarge, String sentence) {
            super(sentence);
            this.tooLarge = tooLarge;
        }

        boolean tooLarge() {
            return tooLarge;
        }
    }

    /// Takes the room for all of it before the first byte is read.
    ///
    /// @param bytes as the client states them; negative when it does not
    void expect(long bytes) throws Ended {
        if (bytes > limit) throw tooLarge();
        if (bytes > 0 && !share.holds(bytes)) throw noRoom();
    }

    /// So many bytes of a file were decoded from what was read.
    void ofAFile(int decoded) {
        // Base64 makes four of three; its line breaks come on top.
        ofFiles += decoded + decoded / 2L;
    }

    @Override
    protected void count(long bytes) throws Ended {
        taken += bytes;
        if (taken > limit) throw tooLarge();
        if (taken - ofFiles > Limits.PLAIN_BYTES) {
            throw new Ended(
                    true,
                    "The request has more than "
                            + Limits.PLAIN_BYTES
                            + " bytes beside its attachments.");
        }
        if (!share.holds(taken)) throw noRoom();
    }

    private Ended tooLarge() {
        return new Ended(true, "The request is larger than " + limit + " bytes.");
    }

    private static Ended noRoom() {
        return new Ended(false, "Other large requests are being read; nothing was kept.");
    }
}
