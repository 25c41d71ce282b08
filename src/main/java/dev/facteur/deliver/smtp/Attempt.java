package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Answers;
import dev.facteur.protocol.smtp.Step;
import dev.facteur.sign.SignedMail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One mail on its way to its recipients, with what has become of each. Lives through a change of
/// connection. Used by one thread.
final class Attempt {
    private final SignedMail mail;
    private final List<Recipient> recipients;
    private final @Nullable Outcome[] outcomes;

    Attempt(SignedMail mail, List<Recipient> recipients) {
        this.mail = mail;
        this.recipients = recipients;
        this.outcomes = new Outcome[recipients.size()];
    }

    /// What has become of each; all must have been settled.
    List<Outcome> outcomes() {
        var list = new ArrayList<Outcome>(outcomes.length);
        for (var outcome : outcomes) {
            if (outcome == null) throw new IllegalStateException("a recipient without an outcome");
            list.add(outcome);
        }
        return list;
    }

    /// The same for all that are still open.
    void settle(Outcome outcome) {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) outcomes[i] = outcome;
        }
    }

    /// Sends the mail over this connection.
    ///
    /// @return false when a kept connection turned out of no use before it took notice of the mail,
    ///   or when the server did not know the BDAT it offers: then nothing has happened, and another
    ///   one may be tried
    boolean over(Connection connection) {
        var suitability = new Suitability(connection, mail);
        var unsuitable = suitability.ofMail();
        if (unsuitable != null) {
            settle(unsuitable);
            return true;
        }
        List<Integer> open = new ArrayList<>(recipients.size());
        for (int i = 0; i < recipients.size(); i++) {
            outcomes[i] = suitability.ofRecipient(recipients.get(i));
            if (outcomes[i] == null) open.add(i);
        }
        boolean fresh = !connection.waited();
        while (!open.isEmpty()) {
            var answers = send(connection, open);
            if (!fresh && deadOnArrival(answers)) return false;
            if (answers.chunkMisread()) return false;
            fresh = true;
            new Verdicts(answers, connection).into(outcomes, open);
            open = answers.usable() ? tooManyAtOnce(open) : List.of();
        }
        return true;
    }

    private Answers send(Connection connection, List<Integer> open) {
        var kept = mail.mail();
        var envelope =
                new Envelope(
                        kept.sender(),
                        open.stream().map(recipients::get).toList(),
                        kept.body(),
                        kept.smtpUtf8(),
                        kept.returned(),
                        kept.envelopeId());
        return connection.send(envelope, mail.size(), this::content);
    }

    private InputStream content() throws IOException {
        var kept = mail.content().open();
        if (mail.signatures().isEmpty()) return kept;
        return new SequenceInputStream(
                new ByteArrayInputStream(mail.signatures().getBytes(US_ASCII)), kept);
    }

    /// The server had closed it, or takes no mail on it for now, as servers do that have waited
    /// long enough (421) or count the mails of a session.
    private static boolean deadOnArrival(Answers answers) {
        var mail = answers.mail();
        if (mail == null) return answers.step() != Step.FINAL_DOT;
        return mail.transientFailure();
    }

    /// RFC 5321 §4.5.3.1.10: who was refused because the transaction had enough recipients goes
    /// into the next one, as long as each brings somebody through.
    private List<Integer> tooManyAtOnce(List<Integer> sent) {
        var again = new ArrayList<Integer>();
        boolean progress = false;
        for (int i : sent) {
            if (outcomes[i] instanceof Outcome.Delivered) progress = true;
            if (outcomes[i] instanceof Outcome.Deferred(var cause, _)
                    && cause.phase() == Phase.RCPT
                    && cause.reason() == Reason.TOO_MANY_RECIPIENTS) {
                again.add(i);
            }
        }
        if (!progress) again.clear();
        for (int i : again) outcomes[i] = null;
        return again;
    }
}
