package dev.facteur.feedback.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.event.Echo;
import dev.facteur.event.Source;
import dev.facteur.feedback.echo.About;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.mail.MailId;
import dev.facteur.protocol.bounce.ReturnPath;
import dev.facteur.testkit.ManualClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnedMailsTest {
    private static final Instant NOW = Instant.parse("2026-11-26T05:00:00Z");
    private static final MailId MAIL = MailId.firstAfter(NOW.minusSeconds(60));

    private final ManualClock clock = new ManualClock(NOW);
    private final ReturnPath paths = new ReturnPath("bounce.example.com", new byte[32]);
    private final ReturnedMails mails =
            new ReturnedMails(new Leads(paths, "gateway.example", clock), clock);

    private List<Heard> read(String mail) {
        return mails.read(new Evidence(Source.BOUNCE, "mx.example", "", mail.getBytes(UTF_8)));
    }

    private static String bounce(String to, String given, String... recipients) {
        var statements = new StringBuilder();
        for (var recipient : recipients) {
            var parts = recipient.split(" ");
            statements.append(
                    """
                    Final-Recipient: rfc822; %s
                    Action: failed
                    Status: %s

                    """
                            .formatted(parts[0], parts[1]));
        }
        return """
        Delivered-To: %s
        From: MAILER-DAEMON@mx.example
        Message-ID: <1@mx.example>
        Date: Thu, 26 Nov 2026 04:59:30 +0000
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        %s
        --b
        Content-Type: text/rfc822-headers

        %s
        --b--
        """
                .formatted(to, statements, given);
    }

    private static boolean hard(Heard heard) {
        return heard.echo() instanceof Echo.Bounced bounced && bounced.hard();
    }

    @Test
    void theReturnPathThatAReportCameToSaysWhomItIsAbout() {
        var heard = read(bounce(paths.of(MAIL, 3).toString(), "", "x@else.example 5.1.1"));

        assertThat(heard)
                .singleElement()
                .extracting(Heard::about)
                .isEqualTo(About.recipient(MAIL, 3));
        assertThat(heard).allMatch(ReturnedMailsTest::hard);
        assertThat(heard.getFirst().id()).isEqualTo("<1@mx.example>");
        assertThat(heard.getFirst().echo().happened()).isEqualTo(NOW.minusSeconds(30));
    }

    @Test
    void whoPassesHisMailOnToManyIsGoneOnlyWhenAllOfThemAre() {
        var to = paths.of(MAIL, 0).toString();

        assertThat(read(bounce(to, "", "a@x.example 5.1.1", "b@x.example 5.2.2")))
                .singleElement()
                .matches(heard -> !hard(heard));
        assertThat(read(bounce(to, "", "a@x.example 5.1.1", "b@x.example 5.1.1")))
                .singleElement()
                .matches(ReturnedMailsTest::hard);
    }

    @Test
    void withoutAReturnPathTheMailThatIsGivenBackSaysWhichItIs() {
        var heard =
                read(
                        bounce(
                                "reports@shop.example",
                                "Message-ID: <7@shop.example>",
                                "a@x.example 5.1.1",
                                "b@x.example 5.2.2"));

        assertThat(heard)
                .extracting(Heard::about)
                .containsExactly(
                        About.messageId("<7@shop.example>", "a@x.example"),
                        About.messageId("<7@shop.example>", "b@x.example"));
        assertThat(heard).extracting(ReturnedMailsTest::hard).containsExactly(true, false);
    }

    @Test
    void theIdThatThisGatewayPutIntoTheTraceFieldIsFoundInWhatIsGivenBack() {
        var received =
                "Received: from localhost\n\tby gateway.example with ESMTP id %s;\n\tnow"
                        .formatted(MAIL);
        var foreign = received.replace("gateway.example", "other.example");

        assertThat(read(bounce("reports@shop.example", received, "a@x.example 5.1.1")))
                .singleElement()
                .extracting(Heard::about)
                .isEqualTo(new About(MAIL, null, "", "", "a@x.example"));
        assertThat(read(bounce("reports@shop.example", foreign, "a@x.example 5.1.1"))).isEmpty();
    }

    @Test
    void aForgedReturnPathCountsForNothingWhateverElseIsRight() {
        var real = paths.of(MAIL, 0).toString();
        var forged = real.replace("-0-", "-1-");

        assertThat(read(bounce(forged, "Message-ID: <7@shop.example>", "a@x.example 5.1.1")))
                .isEmpty();
        assertThat(
                        read(
                                bounce(
                                        "reports@shop.example",
                                        "Return-Path: <"
                                                + forged
                                                + ">\nMessage-ID: <7@shop.example>",
                                        "a@x.example 5.1.1")))
                .isEmpty();
    }

    @Test
    void aBounceToAnAddressThatEverybodyKnowsCountsForNothing() {
        assertThat(
                        read(
                                bounce(
                                        "postmaster@bounce.example.com",
                                        "Message-ID: <7@shop.example>",
                                        "a@x.example 5.1.1")))
                .isEmpty();
    }

    @Test
    void aComplaintWhoseRecipientIsBlackedOutNamesTheMail() {
        var complaint =
                """
                Delivered-To: fbl@bounce.example.com
                From: feedback@x.example
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=b

                --b
                Content-Type: message/feedback-report

                Feedback-Type: %s
                Original-Rcpt-To: [redacted]

                --b
                Content-Type: message/rfc822

                Message-ID: <7@shop.example>

                Hello
                --b--
                """;

        assertThat(read(complaint.formatted("abuse")))
                .singleElement()
                .matches(heard -> heard.echo().equals(new Echo.Complained(NOW, "abuse")))
                .extracting(Heard::about)
                .isEqualTo(About.messageId("<7@shop.example>", ""));
        assertThat(read(complaint.formatted("not-spam")))
                .singleElement()
                .extracting(Heard::echo)
                .isEqualTo(new Echo.Noted(NOW, "not-spam"));
    }

    @Test
    void aPersonsReplyIsAboutNothing() {
        var reply = "\nFrom: bob@x.example\nSubject: Re: Hello\n\nThank you!\n";

        assertThat(read("Delivered-To: " + paths.of(MAIL, 0) + reply)).isEmpty();
    }
}
