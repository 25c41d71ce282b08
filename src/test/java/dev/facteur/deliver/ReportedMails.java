package dev.facteur.deliver;

import dev.facteur.mail.MailId;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.QueueScene;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What senders are told, in the order in which it is written.
final class ReportedMails {
    final List<NewMail> mails = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong(9_000);

    Reports of(QueueScene scene) {
        return new Reports(
                scene.spool,
                scene.clock,
                () -> new MailId(ids.incrementAndGet()),
                "gateway.example",
                mails::add);
    }
}
