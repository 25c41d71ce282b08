package dev.facteur.submit.http;

import java.util.concurrent.Semaphore;

/// The part of the heap in which requests may be held while they are read. Nobody waits for it:
/// whoever uploads slowly must not hold up others, so who finds no room comes again. The first
/// blocks of each request are free, so a small mail never meets this. Thread-safe.
final class HeapRoom {
    private static final int BLOCK = 65_536;
    private static final int FREE_BLOCKS = 4;

    private final Semaphore blocks;

    HeapRoom(long bytes) {
        blocks = new Semaphore(Math.clamp(bytes / BLOCK, 1, Integer.MAX_VALUE));
    }

    /// A fourth of what there is at most.
    static HeapRoom ofThisMachine() {
        return new HeapRoom(Runtime.getRuntime().maxMemory() / 4);
    }

    Share share() {
        return new Share();
    }

    /// What one request holds. Not for several threads.
    final class Share implements AutoCloseable {
        private int held = FREE_BLOCKS;

        /// @return false when there is no room for so many bytes
        boolean holds(long bytes) {
            int wanted = Math.clamp(bytes / BLOCK + 1, FREE_BLOCKS, Integer.MAX_VALUE) - held;
            if (wanted <= 0) return true;
            if (!blocks.tryAcquire(wanted)) return false;
            held += wanted;
            return true;
        }

        @Override
        public void close() {
            blocks.release(held - FREE_BLOCKS);
            held = FREE_BLOCKS;
        }
    }
}
