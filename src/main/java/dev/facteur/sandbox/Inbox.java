package dev.facteur.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The mails the practice server got, newest first, in memory. The oldest ones go when there are
/// too many of them, or too many bytes. Safe for use by many threads.
public final class Inbox {
    /// Half of what a small machine gives to the program.
    private static final long MAX_BYTES = 128_000_000;

    private final int keep;
    private final Deque<PracticeMail> mails = new ArrayDeque<>();
    private long bytes;
    private long lastId;

    Inbox(int keep) {
        this.keep = keep;
    }

    synchronized long nextId() {
        return ++lastId;
    }

    synchronized void add(PracticeMail mail) {
        mails.addFirst(mail);
        bytes += mail.size();
        while (mails.size() > keep || (bytes > MAX_BYTES && mails.size() > 1)) {
            bytes -= mails.removeLast().size();
        }
    }

    /// Newest first.
    public synchronized List<PracticeMail> mails() {
        return new ArrayList<>(mails);
    }

    public synchronized Optional<PracticeMail> find(long id) {
        return mails.stream().filter(mail -> mail.received().id() == id).findFirst();
    }

    public synchronized void clear() {
        mails.clear();
        bytes = 0;
    }
}
