package dev.facteur.deliver.http;

import java.util.concurrent.Semaphore;

/// The part of the heap in which mails may be taken apart at the same time. A small mail never
/// notices; large ones wait for each other.
final class HeapShare {
    /// A mail in pieces, its pieces in JSON, and the body made of that.
    private static final int COPIES = 5;

    private static final int KILOBYTE = 1024;
    private final int kilobytes;
    private final Semaphore free;

    HeapShare(long bytes) {
        this.kilobytes = Math.clamp(bytes / KILOBYTE, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(kilobytes, true);
    }

    /// A fourth of what there is at most.
    static HeapShare ofThisMachine() {
        return new HeapShare(Runtime.getRuntime().maxMemory() / 4);
    }

    /// Waits until there is room for a mail of that size. A larger one than there is room for at
    /// all gets all of it.
    void take(long mailBytes) throws InterruptedException {
        free.acquire(share(mailBytes));
    }

    /// To be called when the mail has left the heap.
    void giveBack(long mailBytes) {
        free.release(share(mailBytes));
    }

    private int share(long mailBytes) {
        return Math.clamp(COPIES * mailBytes / KILOBYTE + 1, 1, kilobytes);
    }
}
