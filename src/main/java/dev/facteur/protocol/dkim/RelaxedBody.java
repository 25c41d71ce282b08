package dev.facteur.protocol.dkim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// RFC 6376 §3.4.4: runs of whitespace become one space, whitespace at line ends goes, and so do
/// empty lines at the end.
///
/// Most of a mail is in that form already. [#plainUntil] finds how far that holds, eight bytes at a
/// time, and those bytes are hashed as they are; only the rest is taken byte by byte.
final class RelaxedBody implements BodyHash.BodyForm {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOWS = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGHS = 0x8080808080808080L;

    private final HashedBytes out;
    private boolean heldSpace;
    private boolean heldReturn;
    private long heldLines;

    RelaxedBody(HashedBytes out) {
        this.out = out;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            // Only from a visible character on: line ends before it are then due, whatever follows.
            if ((bytes[i] & 0xff) > ' ' && !heldReturn) {
                int plain = plainUntil(bytes, i, end);
                if (plain > i) {
                    release();
                    out.put(bytes, i, plain - i);
                    i = plain;
                    continue;
                }
            }
            take(bytes[i++]);
        }
    }

    private void take(byte b) {
        if (heldReturn) {
            heldReturn = false;
            if (b == '\n') {
                heldSpace = false;
                heldLines++;
                return;
            }
            release();
            out.put((byte) '\r');
        }
        switch (b) {
            case '\r' -> heldReturn = true;
            case ' ', '\t' -> heldSpace = true;
            default -> {
                release();
                out.put(b);
            }
        }
    }

    /// Writes what was held back until something visible followed.
    private void release() {
        for (; heldLines > 0; heldLines--) {
            out.put((byte) '\r');
            out.put((byte) '\n');
        }
        if (heldSpace) out.put((byte) ' ');
        heldSpace = false;
    }

    @Override
    public void finish() {
        if (heldReturn) {
            release();
            out.put((byte) '\r');
        }
        // A body that is not empty ends in CRLF, whether it came so or not.
        if (out.count() > 0) {
            out.put((byte) '\r');
            out.put((byte) '\n');
        }
    }

    /// How far the bytes are canonical and nothing in them has to wait for what follows. Stops
    /// before a tab, before a space that is not followed by something visible, and before a line
    /// end whose next line does not begin with something visible.
    static int plainUntil(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES + 2 <= end; i += Long.BYTES) {
            long here = (long) LONGS.get(bytes, i);
            long blank = upToSpace(here);
            if (blank == 0) continue;
            long returns = equal(here, '\r');
            long spaces = blank & ~returns & ~equal(here, '\n');
            long stop =
                    (spaces & upToSpace((long) LONGS.get(bytes, i + 1)))
                            | (returns & upToSpace((long) LONGS.get(bytes, i + 2)))
                            | equal(here, '\t');
            if (stop != 0) return i + Long.numberOfTrailingZeros(stop) / Byte.SIZE;
        }
        return i;
    }

    /// The high bit of each byte that is 0x20 or below, unsigned.
    private static long upToSpace(long bytes) {
        return ~(((bytes & LOWS) + (0x7f - ' ') * ONES) | bytes) & HIGHS;
    }

    /// The high bit of each byte that is `c`.
    private static long equal(long bytes, char c) {
        long differs = bytes ^ (c * ONES);
        return ~(((differs & LOWS) + LOWS) | differs) & HIGHS;
    }
}
