package dev.facteur.testkit;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import dev.facteur.submit.Terms;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A reception that keeps mails in a list. Refuses the sender `not-mine@…`, the recipient
/// `refused@…` and content that holds the line `REFUSE ME`.
public final class ListReception implements Reception {
    private final List<Mail> kept = new CopyOnWriteArrayList<>();
    private final List<Envelope> abandoned = new CopyOnWriteArrayList<>();

    public record Mail(Submitter submitter, Envelope envelope, String content) {}

    public List<Mail> kept() {
        return List.copyOf(kept);
    }

    /// Messages that were begun and given up.
    public List<Envelope> abandoned() {
        return List.copyOf(abandoned);
    }

    @Override
    public void checkSender(Submitter submitter, @Nullable Address sender) throws Rejected {
        if (sender != null && sender.localPart().equals("not-mine")) {
            throw new Rejected(550, "5.7.1", "not your sender");
        }
        breakFor(sender);
    }

    @Override
    public void checkRecipient(Submitter submitter, Address recipient) throws Rejected {
        if (recipient.localPart().equals("refused")) {
            throw new Rejected(550, "5.1.1", "refused");
        }
    }

    @Override
    public Intake begin(
            Submitter submitter, Envelope envelope, @Nullable String idempotencyKey, Terms terms) {
        breakFor(envelope.sender());
        return new ListIntake(submitter, envelope);
    }

    private static void breakFor(@Nullable Address sender) {
        if (sender != null && sender.localPart().equals("bug")) {
            throw new IllegalStateException("a bug, on purpose");
        }
    }

    private final class ListIntake implements Intake {
        private final Submitter submitter;
        private final Envelope envelope;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean finished;

        ListIntake(Submitter submitter, Envelope envelope) {
            this.submitter = submitter;
            this.envelope = envelope;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws Rejected {
            content.write(bytes, offset, length);
            if (text().contains("REFUSE ME\r\n")) throw new Rejected(554, "5.7.1", "no such mail");
        }

        @Override
        public Intake.Kept finish() {
            finished = true;
            kept.add(new Mail(submitter, envelope, text()));
            return new Intake.Kept(new MailId(kept.size()), false);
        }

        @Override
        public void check() {}

        @Override
        public void close() {
            if (!finished) abandoned.add(envelope);
            finished = true;
        }

        private String text() {
            return content.toString(StandardCharsets.UTF_8);
        }
    }
}
