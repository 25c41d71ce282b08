package dev.facteur.simulation;

import java.util.ArrayDeque;
import java.util.Arrays;

/// Bytes on their way in one direction.
final class Pipe {
    private final World world;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private long lastArrival;
    private long written;
    private long read;
    private boolean ended;
    private boolean reset;
    private boolean deaf;

    private static final class Chunk {
        final byte[] bytes;
        final long arrival;

        Chunk(byte[] bytes, long arrival) {
            this.bytes = bytes;
            this.arrival = arrival;
        }
    }

    Pipe(World world) {
        this.world = world;
    }

    /// So many bytes are handed over, whether or not they will arrive.
    void expect(int length) {
        written += length;
    }

    void put(byte[] bytes, int length, long latency) {
        if (deaf || reset || ended || length == 0) return;
        lastArrival = Math.max(lastArrival, world.nanos() + latency);
        chunks.add(new Chunk(Arrays.copyOf(bytes, length), lastArrival));
    }

    /// The writer has closed: what was written arrives, then the end.
    void end() {
        ended = true;
    }

    /// Nothing more gets in; the reader is told so, unless `silently`.
    void cut(boolean silently) {
        if (silently) deaf = true;
        else reset = true;
    }

    boolean hasReset() {
        return reset && !arrived();
    }

    boolean hasEnded() {
        return ended && !deaf && chunks.isEmpty();
    }

    boolean arrived() {
        return !chunks.isEmpty() && chunks.getFirst().arrival <= world.nanos();
    }

    /// When the next bytes arrive; for ever, if none are on their way.
    long nextArrival() {
        return chunks.isEmpty() ? Long.MAX_VALUE : chunks.getFirst().arrival;
    }

    int take(byte[] into, int offset, int length) {
        var first = chunks.removeFirst();
        int count = Math.min(length, first.bytes.length);
        System.arraycopy(first.bytes, 0, into, offset, count);
        if (count < first.bytes.length) {
            var rest = Arrays.copyOfRange(first.bytes, count, first.bytes.length);
            chunks.addFirst(new Chunk(rest, first.arrival));
        }
        read += count;
        return count;
    }

    /// Bytes that were handed over.
    long written() {
        return written;
    }

    /// Bytes that the reader has got.
    long read() {
        return read;
    }
}
