package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.protocol.smtp.Answers;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.UnreadableContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one transaction came to, recipient by recipient: the first answer that settles it counts,
/// in the order MAIL, RCPT, DATA, content; a connection that broke says nothing about a recipient.
final class Verdicts {
    private static final int GO_AHEAD = 354;

    private final Answers answers;
    private final Via via;
    private final boolean reportsPassedOn;

    Verdicts(Answers answers, Connection connection) {
        this.answers = answers;
        this.via = connection.via();
        this.reportsPassedOn = connection.client().capabilities().dsn();
    }

    /// @param places where in `outcomes` this transaction's recipients stand, in their order
    void into(@Nullable Outcome[] outcomes, List<Integer> places) {
        var rest = ofTheRest();
        for (int i = 0; i < places.size(); i++) {
            outcomes[places.get(i)] = ofRecipient(answers.recipients().get(i), rest);
        }
    }

    private Outcome ofRecipient(@Nullable Reply recipient, Outcome rest) {
        var mail = answers.mail();
        // What is said to RCPT after a refused MAIL is about the order of commands.
        boolean mailTaken = mail != null && mail.positive();
        if (!mailTaken || recipient == null || recipient.positive()) return rest;
        return ReplyVerdict.of(Phase.RCPT, recipient, via);
    }

    /// The outcome of those whom RCPT did not settle.
    private Outcome ofTheRest() {
        var mail = answers.mail();
        if (mail != null && !mail.positive()) return ReplyVerdict.of(Phase.MAIL, mail, via);
        var data = answers.data();
        if (data != null && data.code() != GO_AHEAD) return ReplyVerdict.of(Phase.DATA, data, via);
        var end = answers.end();
        if (end != null) {
            return end.positive()
                    ? new Outcome.Delivered(via, end, reportsPassedOn)
                    : ReplyVerdict.of(Phase.FINAL_DOT, end, via);
        }
        var phase = Trouble.phase(answers.step());
        var farewell = answers.farewell();
        if (farewell != null) return ReplyVerdict.of(phase, farewell, via);
        return ofBreak(phase);
    }

    private Outcome ofBreak(Phase phase) {
        var broken = answers.broken();
        String where = via.place();
        if (broken == null) {
            // Nobody was accepted, so DATA was not sent and nobody asks for this.
            return new Outcome.Deferred(
                    new Cause(Kind.REPLY, phase, via, null, Saying.ACCEPTED_NOBODY.with(where)),
                    null);
        }
        var cause = Trouble.cause(broken, phase, via, where);
        // The server may have all of the mail; RFC 5321 §4.1.1.4 leaves it open who has it.
        boolean perhapsTaken = phase == Phase.FINAL_DOT && !(broken instanceof UnreadableContent);
        return perhapsTaken ? new Outcome.Uncertain(cause) : new Outcome.Deferred(cause, null);
    }
}
