package dev.facteur.feedback.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.event.Source;
import dev.facteur.feedback.echo.EchoReading;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.bounce.ReturnPath;
import dev.facteur.protocol.mime.LooseMail;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import dev.facteur.submit.Terms;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What may come in at the door for the domain of our return paths: mail to a sender that we made,
/// and to the few addresses that such a domain has to have.
///
/// A mail is kept as evidence before it is answered, and read afterwards. Of one that is longer
/// only the beginning is kept, since nothing more is looked at. Safe for use by many threads.
public final class BounceReception implements Reception {
    private static final Logger LOG = LoggerFactory.getLogger(BounceReception.class);

    private final ReturnPath paths;
    private final EchoReading reading;
    private final Clock clock;
    private final Pace pace;
    private final @Nullable ToPostmaster postmaster;

    /// @param postmaster null where nobody wants to read what people write to the domain
    public BounceReception(
            ReturnPath paths, EchoReading reading, @Nullable ToPostmaster postmaster, Clock clock) {
        this.postmaster = postmaster;
        this.paths = paths;
        this.reading = reading;
        this.clock = clock;
        this.pace = new Pace(clock);
    }

    /// Some servers give their reports a sender, whatever RFC 5321 §4.5.5 says.
    @Override
    public void checkSender(Submitter submitter, @Nullable Address sender) {}

    @Override
    public void checkRecipient(Submitter submitter, Address recipient) throws Rejected {
        if (!recipient.domain().equalsIgnoreCase(paths.domain())) {
            throw new Rejected(550, "5.7.1", "This server takes mail for one domain only");
        }
        if (RoleAddress.of(recipient) != null) return;
        if (paths.origin(recipient, clock.now()).isEmpty()) {
            throw new Rejected(550, "5.1.1", "No mail has left with this sender, or long ago");
        }
    }

    @Override
    public Intake begin(
            Submitter submitter, Envelope envelope, @Nullable String idempotencyKey, Terms terms)
            throws Rejected {
        boolean role =
                envelope.recipients().stream()
                        .anyMatch(recipient -> RoleAddress.of(recipient.address()) != null);
        if (!pace.allows(submitter.client(), role)) {
            throw new Rejected(450, "4.7.1", "Too many mails in this minute; come again later");
        }
        return new Keeping(submitter.helo(), envelope);
    }

    private final class Keeping implements Intake {
        private final String helo;
        private final Envelope envelope;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream(8 * 1024);

        Keeping(String helo, Envelope envelope) {
            this.helo = helo;
            this.envelope = envelope;
            // RFC 5321 §4.4: the server that delivers notes the envelope.
            line("Return-Path: <" + envelope.senderText() + ">");
            for (Recipient recipient : envelope.recipients()) {
                line("Delivered-To: " + recipient.address());
            }
        }

        private void line(String text) {
            content.writeBytes((text + "\r\n").getBytes(UTF_8));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            content.write(bytes, offset, Math.min(length, room()));
        }

        private int room() {
            return LooseMail.MAX_BYTES - content.size();
        }

        @Override
        public Kept finish() throws Rejected {
            var bytes = content.toByteArray();
            try {
                var evidence = new Evidence(sourceOf(bytes), helo, "", bytes);
                long number = reading.take(evidence);
                if (postmaster != null) postmaster.pass(envelope, evidence, number);
                return new Kept(new MailId(number), false);
            } catch (StorageException trouble) {
                LOG.atError()
                        .addKeyValue("reason", trouble.getMessage())
                        .log("a mail that came back cannot be kept; its server will try again");
                throw new Rejected(451, "4.3.0", "The mail cannot be kept now; try again later");
            }
        }

        /// Whatever comes is kept.
        @Override
        public void check() {}

        @Override
        public void close() {}
    }

    /// What it seems to be, before anybody has read it.
    static Source sourceOf(byte[] mail) {
        var beginning = new String(mail, 0, Math.min(mail.length, 64 * 1024), UTF_8);
        return beginning.contains("feedback-report") ? Source.COMPLAINT : Source.BOUNCE;
    }
}
