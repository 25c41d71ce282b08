package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.bounce.Returned.AutoReply;
import dev.facteur.protocol.bounce.Returned.Bounce;
import dev.facteur.protocol.bounce.Returned.Other;
import dev.facteur.protocol.smtp.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BounceReaderTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/vectors/bounces/kumomta");

    private static final String EXIM =
            """
            Return-Path: <>
            From: Mail Delivery System <Mailer-Daemon@mx.example.org>
            To: shop@example.com
            Subject: Mail delivery failed: returning message to sender

            This message was created automatically by mail delivery software.

            A message that you sent could not be delivered to one or more of its
            recipients. This is a permanent error. The following address(es) failed:

              ann@example.net
                host mx.example.net [192.0.2.1]
                SMTP error from remote mail server after RCPT TO:<ann@example.net>:
                550 5.1.1 No such user

            ------ This is a copy of the message, including all the headers. ------

            Return-path: <shop@example.com>
            Message-ID: <1@example.com>
            From: shop@example.com
            To: ann@example.net
            Subject: Your order
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.eml | louisl@larry.slip.umd.edu | FAILED  | 4.0.0 | 426",
                "4.eml | thomas@de-montfort.ac.uk  | DELAYED | 4.0.0 | 0",
            })
    void examplesOfTheStandardAreRead(
            String file, String address, Action action, String status, int code)
            throws IOException {
        var bounce = (Bounce) read(Files.readString(EXAMPLES.resolve(file)));
        var statement = bounce.statements().getFirst();
        assertThat(statement.address()).hasToString(address);
        assertThat(statement.action()).isEqualTo(action);
        assertThat(statement.status()).isEqualTo(status);
        assertThat(statement.reply() == null ? 0 : statement.reply().code()).isEqualTo(code);
    }

    @Test
    void reportInWordsNamesRecipientReplyStepAndMail() throws IOException {
        var bounce = (Bounce) read(EXIM);
        assertThat(bounce.original().first("Message-ID")).contains("<1@example.com>");
        assertThat(bounce.statements()).hasSize(1);
        var statement = bounce.statements().getFirst();
        assertThat(statement.address()).hasToString("ann@example.net");
        assertThat(statement.action()).isEqualTo(Action.FAILED);
        assertThat(statement.reply()).hasToString("550 5.1.1 No such user");
        assertThat(statement.step()).isEqualTo(Step.RCPT);
    }

    @Test
    void eachRecipientHasHisOwnReply() throws IOException {
        var two =
                EXIM.replace(
                        "550 5.1.1 No such user\n",
                        "550 5.1.1 No such user\n  bob@example.net\n    552 5.2.2 Full\n");
        assertThat(statements(two))
                .extracting(statement -> statement.address() + " " + statement.reply())
                .containsExactly(
                        "ann@example.net 550 5.1.1 No such user", "bob@example.net 552 5.2.2 Full");
    }

    @Test
    void aReportThatAFilterHasWrappedIsReadAllTheSame() throws IOException {
        var wrapped =
                """
                From: postmaster@example.org
                Subject: Delivery Status Notification (Failure)
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: message/rfc822

                """
                        + report("Final-Recipient: rfc822; ann@example.net\nStatus: 5.1.1\n")
                        + "\n--outer--\n";
        var statement = statements(wrapped).getFirst();
        assertThat(statement.address()).hasToString("ann@example.net");
        assertThat(statement.status()).isEqualTo("5.1.1");
    }

    @Test
    void aRefusalByTheRecipientsOwnRulesIsAFailureAndADeletionByHandIsNone() throws IOException {
        var refused =
                """
                From: Mail Delivery Subsystem <postmaster@example.net>
                Subject: Automatically rejected mail
                Auto-Submitted: auto-replied (rejected)
                Content-Type: multipart/report; report-type=disposition-notification; boundary=b

                --b
                Content-Type: text/plain

                Your message was automatically rejected: Quota exceeded for ann@example.net
                --b
                Content-Type: message/disposition-notification

                Final-Recipient: rfc822; ann@example.net
                Original-Message-ID: <1@example.com>
                Disposition: automatic-action/MDN-sent-automatically; deleted
                --b--
                """;
        var bounce = (Bounce) read(refused);
        assertThat(bounce.original().first("Message-ID")).contains("<1@example.com>");
        assertThat(bounce.statements().getFirst().address()).hasToString("ann@example.net");
        assertThat(bounce.statements().getFirst().step()).isEqualTo(Step.FINAL_DOT);
        assertThat(bounce.statements().getFirst().words()).contains("Quota exceeded");

        var local = refused.replace("rfc822; ann@example.net", "rfc822; ann");
        assertThat(((Bounce) read(local)).statements().getFirst().address())
                .hasToString("ann@example.net");

        var byHand = refused.replace("automatic-action", "manual-action");
        assertThat(read(byHand)).isInstanceOf(AutoReply.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ben@example.org (expanded from: <ann@example.net>)",
                "<ben@example.org> (expanded from <ann@example.net>): unknown user",
                "ben@example.org (generated from ann@example.net)",
            })
    void whomTheMailWasForIsToldBesideWhomItWasPassedOnTo(String line) throws IOException {
        var passedOn = EXIM.replace("  ann@example.net\n", "  " + line + "\n");
        var statement = statements(passedOn).getFirst();
        assertThat(statement.address()).hasToString("ben@example.org");
        assertThat(statement.original()).hasToString("ann@example.net");
    }

    @ParameterizedTest
    @CsvSource({
        "Delivery attempts will continue to be made for 5 days.",
        "We will continue to try to deliver your message over the next few days.",
    })
    void whoeverStillTriesHasNotGivenUp(String promise) throws IOException {
        var waiting =
                EXIM.replace("    550 5.1.1 No such user\n", "\n" + promise + "\n")
                        .replace("This is a permanent error.", "");
        assertThat(statements(waiting))
                .extracting(ReportedRecipient::action)
                .containsExactly(Action.DELAYED);
    }

    @Test
    void fieldsOfTwoRecipientsWithoutAnEmptyLineBetweenAreTwo() throws IOException {
        var statements =
                statements(
                        report(
                                """
                                Final-Recipient: rfc822; ann@example.net
                                Action: failed
                                Status: 5.1.1 (no such user)
                                Final-Recipient: rfc822; bob@example.net
                                Action: delayed
                                Status: 4.2.2
                                """));
        assertThat(statements)
                .extracting(ReportedRecipient::status)
                .containsExactly("5.1.1", "4.2.2");
        assertThat(statements)
                .extracting(ReportedRecipient::action)
                .containsExactly(Action.FAILED, Action.DELAYED);
    }

    @Test
    void textForPeopleThatCallsItselfAPartForMachinesHidesNone() throws IOException {
        var fields = "Final-Recipient: rfc822; ann@example.net\nAction: failed\nStatus: 5.3.0\n";
        var typed = "--b\nContent-Type: message/delivery-status\n\nSee below.";
        var text = report(fields).replace("--b\n\nSee below.", typed);
        assertThat(statements(text).getFirst().address()).hasToString("ann@example.net");
    }

    @Test
    void whatWasAnsweredIsFoundInTheAnswerItselfToo() throws IOException {
        var said = "550 <ann@example.net>: Recipient address rejected: No such user";
        var fields =
                "Final-Recipient: rfc822; ann@example.net\nAction: failed\nStatus: 5.0.0\n"
                        + "Diagnostic-Code: smtp; ";
        assertThat(statements(report(fields + said)).getFirst().step()).isEqualTo(Step.RCPT);
        var other = statements(report(fields + "550 No such user")).getFirst();
        assertThat(other.step()).isNull();
    }

    @Test
    void reportThatTellsWhatItSentSaysWhatWasAnswered() throws IOException {
        var mail =
                """
                From: mailer-daemon@mx.example.org
                Subject: Message undeliverable: Your order

                The following recipient(s) could not be reached:

                ann@example.net
                   Error Type: SMTP
                   Remote server (192.0.2.1) issued an error.
                   hMailServer sent: RCPT TO:<ann@example.net>
                   Remote server replied: 550 Unknown user
                """;
        var statement = ((Bounce) read(mail)).statements().getFirst();
        assertThat(statement.reply()).hasToString("550 Unknown user");
        assertThat(statement.step()).isEqualTo(Step.RCPT);
    }

    @Test
    void gmailsOldNumberOfAStateSaysWhatWasAnswered() throws IOException {
        var text =
                """
                Delivery to the following recipient failed permanently:

                    ann@example.net

                The error that the other server returned was: 550 550 unknown user (state 14).
                """;
        var mail = mail("From: mailer-daemon@example.com", "Subject: Failure", text);
        assertThat(statements(mail).getFirst().step()).isEqualTo(Step.RCPT);
    }

    @Test
    void exchangesMarksAroundAReplyAreNoPartOfIt() throws IOException {
        var text =
                """
                Diagnostic information for administrators:

                ann@example.net
                mx.example.net #550 5.1.1 User unknown ##
                """;
        var mail = mail("From: postmaster@example.com", "Subject: Undeliverable", text);
        assertThat(statements(mail).getFirst().reply()).hasToString("550 5.1.1 User unknown");
    }

    @Test
    void numberOfAnOrderIsNoReply() throws IOException {
        var text = "Your order #450 was not delivered to ann@example.net: no such user here\n";
        var mail = mail("From: postmaster@example.net", "Subject: Undeliverable", text);
        assertThat(statements(mail).getFirst().reply()).isNull();
    }

    @Test
    void exchangesOwnFieldStandsForTheDiagnosis() throws IOException {
        var info = "X-Supplementary-Info: <192.0.2.1 #5.0.0 smtp; 550 Over quota>";
        var mail = report("Final-Recipient: rfc822; a@example.net\nAction: failed\n" + info + "\n");
        assertThat(((Bounce) read(mail)).statements().getFirst().reply())
                .hasToString("550 Over quota>");
    }

    @Test
    void reportMayCallItselfAnErrorOnly() throws IOException {
        var mail =
                """
                From: root@mx.example.org
                Subject: Error sending message [1.2.mx] from [mx.example.org].

                [<00>] XMail bounce: Rcpt=[ann@example.net];Error=[550 No such user]

                Rcpt To:   <ann@example.net>
                """;
        var bounce = (Bounce) read(mail);
        assertThat(bounce.statements())
                .extracting(statement -> String.valueOf(statement.address()))
                .containsExactly("ann@example.net");
    }

    @Test
    void dialogueMayHaveWordsBeforeItsMarks() throws IOException {
        var text =
                """
                Sent >>> RCPT TO: <ann@example.net>
                Received <<< 550 ann@example.net... No such user

                Could not deliver mail to this user.
                ann@example.net
                ******* End of message *******
                """;
        var header = "From: postmaster@example.org";
        var statement = statements(mail(header, "Subject: Undeliverable", text)).getFirst();
        assertThat(statement.step()).isEqualTo(Step.RCPT);
        assertThat(statement.reply()).asString().startsWith("550 ann@example.net... No such user");
    }

    @Test
    void whomTheMailWasForIsToldFromWhereItWent() throws IOException {
        var statement =
                statements(
                                report(
                                        """
                                        Original-Recipient: rfc822;ann@example.net
                                        Final-Recipient: rfc822;<ann@mail.example.org>
                                        Action: failed
                                        Status: 5.2.2
                                        Remote-MTA: dns; mx.example.org (192.0.2.1)
                                        """))
                        .getFirst();
        assertThat(statement.address()).hasToString("ann@mail.example.org");
        assertThat(statement.original()).hasToString("ann@example.net");
        assertThat(statement.remote()).isEqualTo("mx.example.org");
    }

    @Test
    void internationalAddressOfAReportIsRead() throws IOException {
        var text =
                report("Final-Recipient: utf-8; zoë@exämple.net\nAction: failed\nStatus: 5.1.1\n");
        var international = text.replace("message/delivery", "message/global-delivery");
        assertThat(statements(international).getFirst().address()).hasToString("zoë@exämple.net");
    }

    @Test
    void goodNewsIsNoFailure() throws IOException {
        var text = report("Final-Recipient: rfc822; a@example.net\nAction: relayed\nStatus: 2.0.0");
        assertThat(statements(text).getFirst().action()).isEqualTo(Action.RELAYED);
    }

    @Test
    void delayThatIsToldInWordsIsNoFailure() throws IOException {
        var delay = EXIM.replace("This is a permanent error.", "It has not yet been delivered.");
        assertThat(statements(delay).getFirst().action()).isEqualTo(Action.DELAYED);
    }

    @Test
    void reportThatNamesNobodyIsStillABounce() throws IOException {
        var text = mail("Return-Path: <>", "Subject: Undeliverable", "It could not be delivered.");
        assertThat(statements(text)).hasSize(1);
        assertThat(statements(text).getFirst().address()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Auto-Submitted: auto-replied | Subject: I am away                  | AWAY",
                "X-Autoreply: yes             | Subject: Re: your order             | AWAY",
                "Precedence: auto_reply       | Subject: Re: your order             | AWAY",
                "X-Mailer: something          | Subject: Réponse automatique : hier | AWAY",
                "Auto-Submitted: auto-generated | Subject: Re: Your order          | AWAY",
                "X-Mailer: something          | Subject: Please confirm your message | CHALLENGE",
            })
    void machinesThatAnswerForTheRecipientAreNoBounces(
            String header, String subject, AutoReply.Kind kind) throws IOException {
        var text = mail("From: ann@example.net\n" + header, subject, "Back in May.");
        assertThat(read(text))
                .isInstanceOfSatisfying(
                        AutoReply.class, reply -> assertThat(reply.kind()).isEqualTo(kind));
    }

    /// Who is away may say that nothing is delivered to him.
    @Test
    void awayMessageThatSpeaksOfDeliveryIsNoBounce() throws IOException {
        var text =
                mail(
                        "From: ann@example.net\nAuto-Submitted: auto-replied",
                        "Subject: Away",
                        "Your mail was not delivered to me; write to bob@example.net");
        assertThat(read(text)).isInstanceOf(AutoReply.class);
    }

    @Test
    void receiptSaysWhichMailWasSeen() throws IOException {
        var text =
                report("Original-Message-ID: <1@example.com>\nDisposition: automatic; displayed\n")
                        .replace("message/delivery-status", "message/disposition-notification")
                        .replace("Reporting-MTA: dns; mx.example.org\n\n", "");
        var reply = (AutoReply) read(text);
        assertThat(reply.kind()).isEqualTo(AutoReply.Kind.RECEIPT);
        assertThat(reply.original().first("Message-ID")).contains("<1@example.com>");
    }

    @Test
    void whatAPersonWritesIsSomethingElse() throws IOException {
        for (var from :
                List.of("From: ann@example.net", "From: ann@example.net\nAuto-Submitted: no")) {
            var text = mail(from, "Subject: Re: Your order", "Thank you!");
            assertThat(read(text)).isEqualTo(new Other());
        }
    }

    @Test
    void structureTooDeepForAParserIsReadAsText() throws IOException {
        var text = new StringBuilder("From: mailer-daemon@example.org\nSubject: failure notice\n");
        for (int i = 0; i < 100; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b%d%n%n--b%d%n".formatted(i, i));
        }
        text.append("\n<ann@example.net>:\n550 5.1.1 no\n");
        assertThat(statements(text.toString()))
                .extracting(ReportedRecipient::status)
                .containsExactly("5.1.1");
    }

    private static String mail(String header, String subject, String text) {
        return header + "\nTo: shop@example.com\n" + subject + "\n\n" + text + "\n";
    }

    private static String report(String fields) {
        return """
        From: postmaster@example.org
        To: shop@example.com
        Subject: Report
        Content-Type: multipart/report; boundary=b

        --b

        See below.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        %s
        --b--
        """
                .formatted(fields);
    }

    private static Returned read(String mail) throws IOException {
        return BounceReader.read(new ByteArrayInputStream(mail.getBytes(UTF_8)));
    }

    private static List<ReportedRecipient> statements(String mail) throws IOException {
        return ((Bounce) read(mail)).statements();
    }
}
