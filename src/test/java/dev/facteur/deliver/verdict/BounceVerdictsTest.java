package dev.facteur.deliver.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import dev.facteur.protocol.bounce.ReportedRecipient;
import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.Step;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BounceVerdictsTest {
    private static final Reply UNKNOWN = Reply.of(550, "", "Unknown user someone@example.jp");

    @Test
    void quotedReplyToRcptIsReadAsInADialogue() {
        assertThat(verdict(quoted(UNKNOWN, Step.RCPT, ""))).isEqualTo(Verdict.REFUSE_RECIPIENT);
        assertThat(verdict(quoted(UNKNOWN, Step.FINAL_DOT, ""))).isEqualTo(Verdict.REFUSE_MAIL);
        assertThat(verdict(quoted(UNKNOWN, Step.MAIL, ""))).isEqualTo(Verdict.REFUSE_MAIL);
    }

    @Test
    void wordsOfAReplyToNobodyKnowsWhatGiveUpNoAddress() {
        assertThat(verdict(quoted(UNKNOWN, null, ""))).isEqualTo(Verdict.REFUSE_MAIL);
        assertThat(verdict(quoted(UNKNOWN, null, "5.0.0"))).isEqualTo(Verdict.REFUSE_MAIL);
        assertThat(verdict(quoted(UNKNOWN, null, "5.1.1"))).isEqualTo(Verdict.REFUSE_RECIPIENT);
    }

    @Test
    void whatAReportKnowsByItselfIsBelieved() {
        var words = "Sorry, I couldn't find any host named example.org.";
        var meaning = BounceVerdicts.of(own(Action.FAILED, "", words));
        assertThat(meaning)
                .isEqualTo(new Meaning(Verdict.REFUSE_RECIPIENT, Reason.UNKNOWN_DOMAIN, null));
    }

    @Test
    void whoSpeaksOfHisOwnUsersIsBelieved() {
        assertThat(verdict(own(Action.FAILED, "", "ann: user unknown")))
                .isEqualTo(Verdict.REFUSE_RECIPIENT);
    }

    @Test
    void aHostOnTheWayThatIsNotFoundIsNotTheRecipientsDomain() throws Exception {
        var words =
                "Host or domain name not found. Name service error for name=%s type=A: Host not found";
        var ann = Address.parse("ann@example.net");
        assertThat(verdict(about(ann, Action.FAILED, words.formatted("example.net"))))
                .isEqualTo(Verdict.REFUSE_RECIPIENT);
        assertThat(verdict(about(ann, Action.FAILED, words.formatted("relay.example.org"))))
                .isEqualTo(Verdict.REFUSE_MAIL);
        assertThat(verdict(about(ann, Action.DELAYED, words.formatted("relay.example.org"))))
                .isEqualTo(Verdict.RETRY);
    }

    @Test
    void whatStandsInTheAddressSaysNothing() throws Exception {
        var words = "<spam@example.net>: Recipient address rejected: User unknown";
        var reply = Reply.of(550, "5.1.1", words);
        assertThat(verdict(quoted(reply, Step.RCPT, ""))).isEqualTo(Verdict.REFUSE_RECIPIENT);
    }

    @Test
    void whatIsStillTriedRefusesNothing() {
        assertThat(verdict(own(Action.DELAYED, "", "Host unknown"))).isEqualTo(Verdict.RETRY);
        assertThat(verdict(own(Action.FAILED, "4.4.1", "Host unknown"))).isEqualTo(Verdict.RETRY);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void everyStepHasAMeaning(Step step) {
        assertThat(verdict(quoted(Reply.of(554, "", "no"), step, ""))).isNotNull();
    }

    private static Verdict verdict(ReportedRecipient statement) {
        return BounceVerdicts.of(statement).verdict();
    }

    private static ReportedRecipient quoted(Reply reply, @Nullable Step step, String status) {
        return new ReportedRecipient(null, null, Action.FAILED, status, "", reply, step, "");
    }

    private static ReportedRecipient about(Address address, Action action, String words) {
        return new ReportedRecipient(address, null, action, "", "", null, null, words);
    }

    private static ReportedRecipient own(Action action, String status, String words) {
        return new ReportedRecipient(null, null, action, status, "", null, null, words);
    }
}
