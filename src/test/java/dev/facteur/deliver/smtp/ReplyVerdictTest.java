package dev.facteur.deliver.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.protocol.smtp.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyVerdictTest {
    private static final Via VIA = new Via("provider", "", "smtp.example", "192.0.2.1", 587, "");

    @ParameterizedTest
    @CsvSource({
        "GREETING,  421, '',    too many connections,          Deferred",
        "GREETING,  554, '',    no service here,               Deferred",
        "EHLO,      550, 5.7.1, your name is bad,              Deferred",
        "STARTTLS,  454, 4.7.0, TLS not available,             Deferred",
        "STARTTLS,  501, 5.5.4, syntax,                        Deferred",
        "AUTH,      454, 4.7.0, try later,                     Deferred",
        "AUTH,      451, '',    Maximum credits exceeded,      Parked",
        "FINAL_DOT, 502, 5.7.0, Your SMTP account is not yet activated, Parked",
        "FINAL_DOT, 554, '',    Message rejected: Email address is not verified, Deferred",
        "RCPT,      554, 5.7.1, Relay access denied,           Deferred",
        "AUTH,      421, 4.7.0, bye,                           Deferred",
        "AUTH,      535, 5.7.8, bad password,                  Parked",
        "AUTH,      534, 5.7.9, app password required,         Parked",
        "AUTH,      525, 5.7.1, Unauthorized IP address,       Parked",
        "AUTH,      504, 5.5.4, unknown mechanism,             Parked",
        "MAIL,      450, 4.1.8, domain not found,              Deferred",
        "MAIL,      454, '',    Throttling failure,            Deferred",
        "MAIL,      530, 5.7.0, authentication required,       Parked",
        "MAIL,      550, 5.7.60, cannot send as this sender,   Deferred",
        "MAIL,      553, 5.7.1, not owned by user,             Deferred",
        "MAIL,      550, '',    Unauthenticated senders not allowed, Parked",
        "MAIL,      552, 5.3.4, too large,                     Refused",
        "MAIL,      501, 5.1.7, bad sender syntax,             Refused",
        "RCPT,      450, 4.2.0, greylisted,                    Deferred",
        "RCPT,      421, 4.3.2, bye,                           Deferred",
        "RCPT,      452, 4.5.3, too many recipients,           Deferred",
        "RCPT,      552, '',    too many recipients,           Deferred",
        "RCPT,      530, 5.7.0, authentication required,       Parked",
        "RCPT,      550, 5.1.1, no such user,                  Refused",
        "RCPT,      550, 5.7.1, blocked by the recipient,      Refused",
        "RCPT,      550, 5.7.1, the recipient has blocked the sender, Refused",
        "RCPT,      553, 5.7.1, <me@example.com>: Sender address rejected: not owned by user site, Deferred",
        "RCPT,      550, 5.7.60, Client does not have permissions to send as this sender, Deferred",
        "RCPT,      550, 5.1.8, <me@example.com>: Sender address rejected: Domain not found, Refused",
        "DATA,      451, 4.3.0, not now,                       Deferred",
        "DATA,      554, 5.5.1, no valid recipients,           Refused",
        "DATA,      250, '',    instead of 354,                Deferred",
        "FINAL_DOT, 452, 4.3.1, disk full,                     Deferred",
        "FINAL_DOT, 550, 5.7.1, spam,                          Refused",
        "FINAL_DOT, 552, 5.2.2, mailbox full,                  Refused",
        "FINAL_DOT, 421, 4.3.2, bye,                           Deferred",
    })
    void eachReplyMeansOneThingInEachPhase(
            Phase phase, int code, String status, String text, String expected) {
        var outcome = ReplyVerdict.of(phase, Reply.of(code, status, text), VIA);
        assertThat(outcome.getClass().getSimpleName()).isEqualTo(expected);
        var cause = Bench.cause(outcome);
        assertThat(cause.phase()).isEqualTo(phase);
        assertThat(cause.via()).isEqualTo(VIA);
        assertThat(cause.sentence()).startsWith("smtp.example:587 ").contains(text);
        boolean parked = outcome instanceof Outcome.Parked;
        assertThat(cause.kind() == Outcome.Kind.AUTHENTICATION)
                .isEqualTo(parked || phase == Phase.AUTH);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550, 5.7.1, no,                                          from this sender",
        "RCPT, 550, 5.7.1, no,                                          for this recipient",
        "RCPT, 553, 5.7.1, Sender address rejected: not owned by user x, from this sender",
        "RCPT, 550, 5.1.8, Sender address rejected: Domain not found,   from this sender",
        "RCPT, 450, 4.1.8, Sender address rejected: Domain not found,   from this sender",
        "RCPT, 554, 5.7.1, Relay access denied,                         from this route",
    })
    void theSentenceNamesWhomTheReplyIsAbout(
            Phase phase, int code, String status, String text, String whom) {
        var outcome = ReplyVerdict.of(phase, Reply.of(code, status, text), VIA);
        assertThat(Bench.cause(outcome).sentence()).contains(" does not take mail " + whom);
    }

    /// One sender's mistake must not make the route rest.
    @ParameterizedTest
    @CsvSource({
        "MAIL,      550, 5.7.60, Client does not have permissions to send as this sender, false",
        "FINAL_DOT, 554, '',     Message rejected: Email address is not verified, false",
        "FINAL_DOT, 451, 4.7.1,  Message looks like spam, false",
        "RCPT,      451, 4.3.0,  not now, false",
        "MAIL,      451, 4.3.0,  not now, true",
        "FINAL_DOT, 452, 4.3.1,  Insufficient system storage, true",
        "AUTH,      454, 4.7.0,  Temporary authentication failure, true",
    })
    void whatSpeaksOfOneSenderOrMailSaysNothingOfTheServer(
            Phase phase, int code, String status, String text, boolean ofOutlet) {
        var outcome = ReplyVerdict.of(phase, Reply.of(code, status, text), VIA);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.ofOutlet()).isEqualTo(ofOutlet));
    }

    @Test
    void theTablesWaitReachesTheOutcome() {
        var reply = Reply.of(454, "", "Throttling failure: Maximum sending rate exceeded.");
        assertThat(ReplyVerdict.of(Phase.MAIL, reply, VIA))
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> {
                            assertThat(deferred.notBefore()).isEqualTo(Duration.ofSeconds(30));
                            assertThat(deferred.cause().reason()).isEqualTo(Reason.RATE);
                        });
    }
}
