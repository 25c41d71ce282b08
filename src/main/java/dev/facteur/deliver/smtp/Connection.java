package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Via;
import dev.facteur.mail.Envelope;
import dev.facteur.protocol.smtp.Answers;
import dev.facteur.protocol.smtp.MailContent;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Step;

/// A connection to a server. Once dialled (greeted, encrypted, logged in) mails go over it.
///
/// Between two mails it belongs to its [ServerConnections], during one to the attempt. [#hangs] is
/// for the [Watcher] alone.
final class Connection {
    /// A larger mail asks first whether it is welcome. At this size a refusal costs a few
    /// milliseconds of a slow line.
    private static final int GROUP_BYTES = 65_536;

    private final SmtpClient client;
    private Via via;
    private int mails;
    private boolean usable = true;
    private boolean spent;
    private boolean inGroups = true;
    private boolean chunkMisread;
    private boolean waited;
    private long idleSinceNanos;
    private long seenOperations = -1;
    private long seenNanos;

    Connection(SmtpClient client, Via via) {
        this.client = client;
        this.via = via;
    }

    SmtpClient client() {
        return client;
    }

    Via via() {
        return via;
    }

    /// TLS is spoken from here on.
    void secured(String tls) {
        via = via.secured(tls);
    }

    /// Whether it has waited for a mail, and may have died meanwhile.
    boolean waited() {
        return waited;
    }

    int mails() {
        return mails;
    }

    /// Sends one mail.
    Answers send(Envelope envelope, long size, MailContent content) {
        mails++;
        boolean inOneGroup = inGroups && size <= GROUP_BYTES && client.takesGroups();
        var answers =
                inOneGroup
                        ? client.sendInOneGroup(envelope, size, content)
                        : client.send(envelope, size, content);
        chunkMisread = answers.chunkMisread();
        usable = answers.usable() && !chunkMisread;
        var mail = answers.mail();
        spent = mail != null && mail.transientFailure();
        return answers;
    }

    /// Whether it can carry another mail.
    boolean usable() {
        return usable;
    }

    /// Whether the server took no mail here for now. Another connection may fare better: what it
    /// counts or has lost may be this session's.
    boolean spent() {
        return spent;
    }

    /// Whether the next mail may go in one group where the server offers that.
    void inGroups(boolean allowed) {
        inGroups = allowed;
    }

    /// Whether the server did not know the BDAT that it offers; the mail was not taken then.
    boolean chunkMisread() {
        return chunkMisread;
    }

    void idleSince(long nanos) {
        waited = true;
        idleSinceNanos = nanos;
    }

    long idleNanos(long now) {
        return now - idleSinceNanos;
    }

    /// True when nothing has moved for longer than the step under way may take. Sees what a read
    /// time-out does not: a write that blocks, and a peer that sends a byte now and then.
    boolean hangs(long now, long slackNanos) {
        long operations = client.operations();
        if (operations != seenOperations || client.step() == Step.IDLE) {
            seenOperations = operations;
            seenNanos = now;
            return false;
        }
        return now - seenNanos > client.limit().toNanos() + slackNanos;
    }
}
