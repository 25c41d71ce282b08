package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.Returned.Bounce;
import dev.facteur.protocol.smtp.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which of the addresses in a text are those of recipients.
class NamedRecipientsTest {
    @Test
    void addressInAReplyThatWasFoldedIsNoRecipient() throws IOException {
        var text =
                """
                <ann@example.net>: host mx.example.net[192.0.2.1] said: 550 maillist
                    list@example.org is null, please contact admin (in reply to end of DATA
                    command)
                <bob@example.net>: unknown user: "bob"
                """;
        var statements =
                statements(mail("From: postmaster@example.org", "Subject: Undeliverable", text));
        assertThat(statements)
                .extracting(statement -> String.valueOf(statement.address()))
                .containsExactly("ann@example.net", "bob@example.net");
        assertThat(statements.getFirst().step()).isEqualTo(Step.FINAL_DOT);
    }

    @Test
    void allRecipientsOfALineOfAddressesAreToldTheSame() throws IOException {
        var text =
                """
                Your message couldn't be delivered.

                ann@example.net, bob@example.net

                550 5.1.1 No such users
                """;
        var statements = statements(mail("Return-Path: <>", "Subject: Undeliverable", text));
        assertThat(statements)
                .extracting(statement -> statement.address() + " " + statement.reply())
                .containsExactly(
                        "ann@example.net 550 5.1.1 No such users",
                        "bob@example.net 550 5.1.1 No such users");
    }

    @Test
    void noticeOfAFilterNamesItsRecipientsBehindArrows() throws IOException {
        var text =
                """
                A message from <shop@example.com> to:
                -> ann@example.net

                was considered unsolicited bulk e-mail (UBE).
                """;
        var mail =
                mail(
                        "From: Content-filter at mx <postmaster@example.net>",
                        "Subject: Considered UNSOLICITED BULK EMAIL, apparently from you",
                        text);
        assertThat(statements(mail))
                .extracting(statement -> String.valueOf(statement.address()))
                .containsExactly("ann@example.net");
    }

    @Test
    void aLineThatStandsFurtherInNamesNobodyElse() throws IOException {
        var text =
                """
                From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
                Subject: Undelivered Mail Returned to Sender

                <ann@example.net>: host mx.example.net[192.0.2.1] said: 550
                    5.7.1 <orders@example.com>: Sender address rejected: mailbox
                    disabled (in reply to RCPT TO command)
                """;
        assertThat(statements(text)).hasSize(1);
        var only = statements(text).getFirst();
        assertThat(only.address()).hasToString("ann@example.net");
        assertThat(only.words()).contains("Sender address rejected");
        assertThat(only.step()).isEqualTo(Step.RCPT);
    }

    @Test
    void whoWroteTheReportOrGotItIsNoRecipient() throws IOException {
        var text =
                mail(
                        "From: postmaster@example.org\nReply-To: help@example.org",
                        "Subject: Undelivered Mail",
                        "help@example.org\nshop@example.com: see below\nann@example.net: no");
        assertThat(statements(text))
                .extracting(ReportedRecipient::address)
                .hasToString("[ann@example.net]");
    }

    @Test
    void whoIsGreetedByAReportIsNotWhomItIsAbout() throws IOException {
        var text = "Sorry shop@example.com. Your mail could not be delivered to:\n\nann\n";
        var header = "From: MAILER-DAEMON@example.net";
        var mail = mail(header, "Subject: Mail Delivery Problem", text);
        assertThat(statements(mail).getFirst().address()).isNull();
    }

    @Test
    void whatALineSaysOfAllThatItAnnouncesIsSaidOfEach() throws IOException {
        var text =
                """
                The following recipients are unknown:

                    ann@example.net

                These have a full mailbox:
                    bob@example.net
                """;
        var statements = statements(mail("Return-Path: <>", "Subject: Undeliverable", text));
        assertThat(statements)
                .extracting(ReportedRecipient::words)
                .satisfiesExactly(
                        words ->
                                assertThat(words)
                                        .isEqualTo(
                                                "The following recipients are unknown:"
                                                        + " ann@example.net"),
                        words -> assertThat(words).startsWith("These have a full mailbox"));
    }

    @Test
    void addressWithALinkBesideItIsNamed() throws IOException {
        var text =
                """
                Delivery has failed to these recipients or groups:

                ann@example.net<mailto:ann@example.net>
                The recipient's mailbox is full and can't accept messages now.

                Original message headers:

                To: <orders@example.net>
                """;
        var statements = statements(mail("Return-Path: <>", "Subject: Undeliverable", text));
        assertThat(statements)
                .extracting(statement -> String.valueOf(statement.address()))
                .containsExactly("ann@example.net");
    }

    @Test
    void quotedNameLeadsToTheAddressBehindIt() throws IOException {
        var text =
                """
                mx.example.org rejected your message to the following e-mail addresses:

                'Ann Miller' (ann@example.net)
                mx.example.org gave this error:
                Mailbox full

                'Bob' (bob@example.net)
                mx.example.org gave this error:
                invalid DNS MX or A/AAAA resource record
                """;
        var statements = statements(mail("Return-Path: <>", "Subject: Undeliverable", text));
        assertThat(statements)
                .extracting(ReportedRecipient::words)
                .satisfiesExactly(
                        words -> assertThat(words).endsWith("Mailbox full"),
                        words -> assertThat(words).endsWith("resource record"));
    }

    @Test
    void addressInQuotesIsFoundWithThem() throws IOException {
        var text =
                """
                <"ann miller"@example.net>: User unknown

                  "mailto:bob"@example.net
                    User unknown
                """;
        var statements = statements(mail("Return-Path: <>", "Subject: Undeliverable", text));
        assertThat(statements)
                .extracting(statement -> String.valueOf(statement.address()))
                .containsExactly("\"ann miller\"@example.net", "\"mailto:bob\"@example.net");
    }

    @Test
    void endOfAnAddressThatIsTooLongIsNobodysAddress() throws IOException {
        var text =
                """
                Generating server: mx.example.org

                IMCEAEX-_o=First+20Organization_ou=Exchange+20Group_cn=Recipients_cn=ann@example.net
                550 5.1.1 not found
                """;
        var statement =
                statements(mail("Return-Path: <>", "Subject: Undeliverable", text)).getFirst();
        assertThat(statement.address()).isNull();
        assertThat(statement.reply()).hasToString("550 5.1.1 not found");
    }

    private static String mail(String header, String subject, String text) {
        return header + "\nTo: shop@example.com\n" + subject + "\n\n" + text + "\n";
    }

    private static List<ReportedRecipient> statements(String mail) throws IOException {
        var bytes = new ByteArrayInputStream(mail.getBytes(UTF_8));
        return ((Bounce) BounceReader.read(bytes)).statements();
    }
}
