package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Phase;
import dev.facteur.protocol.smtp.SmtpClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a dial has come, readable while it runs; and the handle to break it off.
///
/// Cancelling interrupts the dialling thread, because a connect that waits has no socket yet that
/// could be closed; a virtual thread's socket call ends at once then.
final class Progress {
    private volatile @Nullable SmtpClient client;
    private @Nullable Thread thread;
    private boolean cancelled;
    private volatile boolean ended;

    synchronized void runs(Thread thread) {
        this.thread = thread;
        if (cancelled && !ended) thread.interrupt();
    }

    void connected(SmtpClient client) {
        this.client = client;
    }

    /// The dial is over, well or not.
    synchronized void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    /// Whether it was broken off by us, so that how it ends says nothing of the server.
    synchronized boolean cancelled() {
        return cancelled;
    }

    Phase phase() {
        var client = this.client;
        return client == null ? Phase.CONNECT : Trouble.phase(client.step());
    }

    /// What the server has said of itself so far; for the thread that dials, when it has.
    List<String> introduction() {
        var client = this.client;
        return client == null ? List.of() : client.introduction();
    }

    synchronized void cancel() {
        cancelled = true;
        if (ended) return;
        if (thread != null) thread.interrupt();
        var client = this.client;
        if (client != null) client.abort();
    }
}
