package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Envelope.Body;
import dev.facteur.mail.Envelope.Returned;
import dev.facteur.mail.Notify;
import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.testkit.ListReception.Mail;
import dev.facteur.testkit.OneCredential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SendmailTest extends SendmailCalls {
    private static final String MESSAGE =
            "From: Shop <shop@shop.example>\nTo: a@example.net\nSubject: Hello\n\nText\n";

    @Test
    void messageIsHandedToTheRunningGateway() throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(sendmail(MESSAGE, "-i", "b@example.net")).isZero();
        var mail = only();
        assertThat(mail.envelope().senderText()).isEqualTo("shop@shop.example");
        assertThat(recipients(mail)).containsExactly("b@example.net");
        assertThat(mail.content()).endsWith("Subject: Hello\r\n" + added(mail) + "\r\nText\r\n");
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void withoutGatewayTheMailLiesCompleteInTheMaildrop() throws Exception {
        assertThat(sendmail(MESSAGE, "-t")).isZero();
        var files = maildrop();
        assertThat(files).singleElement().asString().endsWith(".mail");
        try (var in = Files.newInputStream(files.getFirst())) {
            var envelope = DropEnvelope.read(in).envelope();
            assertThat(envelope.recipients()).hasSize(1);
            assertThat(new String(in.readAllBytes(), UTF_8)).endsWith("\r\n\r\nText\r\n");
        }
    }

    @Test
    void gatewayThatHasNoSiteYetLeavesTheMailToTheMaildrop() throws IOException {
        open(LocalSite.named(Optional::empty));
        assertThat(sendmail(MESSAGE, "-t")).isZero();
        assertThat(maildrop()).hasSize(1);
    }

    @Test
    void aSenderThatNoSiteHasIsRefusedWhileSomebodyIsLooking() throws IOException {
        open(mail -> {
            throw new Rejected(Replies.nobodySendsAs(mail.sender()));
        });
        assertThat(sendmail(MESSAGE, "-t")).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(complaint()).contains("facteur domain add shop.example");
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void aCallThatNamesNoFolderGoesToTheGatewayThatWasStartedLast() throws IOException {
        KnownFolder.remember(data, data.resolve("elsewhere"));
        Files.createDirectories(data.resolve("elsewhere/maildrop"));
        var in = new ByteArrayInputStream(MESSAGE.getBytes(UTF_8));
        var errors = new PrintStream(OutputStream.nullOutputStream());
        var sendmail = new Sendmail(new SystemClock(), data, in, said, errors);
        assertThat(sendmail.run(new String[] {"-t"})).isZero();
        try (var files = Files.list(data.resolve("elsewhere/maildrop"))) {
            assertThat(files).hasSize(1);
        }
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void refusalIsFinalAndSaysWhy() throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(sendmail(MESSAGE, "-f", "not-mine@shop.example", "b@example.net"))
                .isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(complaint()).contains("not your sender");
        assertThat(sendmail(MESSAGE, "b@example.net", "refused@example.net"))
                .isEqualTo(ExitCode.NO_USER);
        assertThat(kept()).isEmpty();
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void mailWithTooManyRecipientsIsRefusedAndNotDropped() throws IOException {
        open(_ -> OneCredential.SITE);
        var many =
                new String[] {
                    "1@x.example",
                    "2@x.example",
                    "3@x.example",
                    "4@x.example",
                    "5@x.example",
                    "6@x.example"
                };
        assertThat(sendmail(MESSAGE, many)).isEqualTo(ExitCode.DATA);
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void recipientsComeFromTheHeaderWithTAndFromNowhereElse() throws IOException {
        open(_ -> OneCredential.SITE);
        var message =
                """
                From: shop@shop.example
                To: A <a@example.net>, b@example.net
                Cc: Group: c@example.net;
                Bcc: d@example.net

                Text
                """;
        assertThat(sendmail(message, "-t")).isZero();
        assertThat(recipients(only()))
                .containsExactly(
                        "a@example.net", "b@example.net", "c@example.net", "d@example.net");
        assertThat(sendmail(message)).isEqualTo(ExitCode.USAGE);
        assertThat(complaint()).contains("no recipients");
    }

    @Test
    void groupWithoutMembersNamesNobody() throws IOException {
        open(_ -> OneCredential.SITE);
        var header = "From: shop@shop.example\nTo: undisclosed-recipients:;\n";
        assertThat(sendmail(header + "Bcc: d@example.net\n\nText\n", "-t")).isZero();
        assertThat(recipients(only())).containsExactly("d@example.net");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www-data",
                "<www-data>",
                "\"Shop\" <www-data>",
                "www-data (Cron Daemon)",
                "Zoé (no <x@y>, is a comment)\n <www-data>"
            })
    void addressWithoutDomainIsOneOfThisMachine(String mailbox) throws IOException {
        open(_ -> OneCredential.SITE);
        var host = LocalNames.ofThisMachine().host();
        var message = "From: " + mailbox + "\nTo: a@example.net, " + mailbox + "\n\nText\n";
        assertThat(sendmail(message, "-t")).as(complaint()).isZero();
        assertThat(only().envelope().senderText()).isEqualTo("www-data@" + host);
        assertThat(recipients(only())).containsExactly("a@example.net", "www-data@" + host);
        var qualified = mailbox.replace("\n", "\r\n").replace("www-data", "www-data@" + host);
        assertThat(only().content())
                .as("RFC 6409 §4.2: so it is in the header")
                .startsWith("From: " + qualified + "\r\nTo: a@example.net, " + qualified + "\r\n");
    }

    @Test
    void headerThatIsCompleteStaysAsItIs() throws IOException {
        open(_ -> OneCredential.SITE);
        var header = "from:Shop\n\t<shop@shop.example>\nTo: nobody here at all\nX-To: root\n";
        assertThat(sendmail(header + "\nText\n", "a@example.net")).isZero();
        assertThat(only().content()).startsWith(header.replace("\n", "\r\n"));
    }

    @Test
    void loneDotEndsTheMessageUnlessItIsContent() throws IOException {
        open(_ -> OneCredential.SITE);
        var message = MESSAGE + ".\nMore\n";
        assertThat(sendmail(message, "a@example.net")).isZero();
        assertThat(sendmail(message, "-oi", "a@example.net")).isZero();
        assertThat(kept().get(0).content()).endsWith("\r\nText\r\n");
        assertThat(kept().get(1).content()).endsWith("\r\nText\r\n.\r\nMore\r\n");
    }

    @Test
    void linesEndInCrlfWhateverTheyEndedInBefore() throws IOException {
        open(_ -> OneCredential.SITE);
        var message = "From: shop@shop.example\r\nSubject: x\n\none\r\ntwo\nthree\rfour";
        assertThat(sendmail(message, "a@example.net")).isZero();
        assertThat(only().content()).endsWith("\r\n\r\none\r\ntwo\r\nthree four\r\n");
    }

    @Test
    void missingHeaderFieldsAreAdded() throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(
                        sendmail(
                                "Hello there\n",
                                "-F",
                                "The Shop",
                                "-f",
                                "s@shop.example",
                                "a@x.example"))
                .isZero();
        assertThat(only().content())
                .startsWith("From: \"The Shop\" <s@shop.example>\r\nDate: ")
                .contains("\r\nMessage-ID: <")
                .endsWith("\r\n\r\nHello there\r\n");
    }

    @Test
    void twoMessagesNeverGetTheSameMessageId() throws IOException {
        open(_ -> OneCredential.SITE);
        sendmail(MESSAGE, "a@example.net");
        sendmail(MESSAGE, "a@example.net");
        assertThat(added(kept().get(0))).isNotEqualTo(added(kept().get(1)));
    }

    @Test
    void nullSenderAndReportWishesArePassedOn() throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(
                        sendmail(
                                MESSAGE,
                                "-f",
                                "<>",
                                "-N",
                                "success,delay",
                                "-R",
                                "hdrs",
                                "-V",
                                "a=b",
                                "a@example.net"))
                .isZero();
        var envelope = only().envelope();
        assertThat(envelope.sender()).isNull();
        assertThat(envelope.returned()).isEqualTo(Returned.HEADERS);
        assertThat(envelope.envelopeId()).isEqualTo("a=b");
        assertThat(envelope.recipients().getFirst().notification())
                .isEqualTo(new Notify(true, true, false, true));
    }

    @Test
    void eightBitContentIsDeclared() throws IOException {
        open(_ -> OneCredential.SITE);
        sendmail(MESSAGE + "voilà\n", "a@example.net");
        assertThat(only().envelope().body()).isEqualTo(Body.EIGHT_BIT);
        assertThat(only().content()).endsWith("voilà\r\n");
    }

    @Test
    void harmlessOptionsOfOtherSendmailsAreIgnored() throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(
                        sendmail(
                                MESSAGE,
                                "-oem",
                                "-odb",
                                "-B8BITMIME",
                                "-G",
                                "-n",
                                "-q",
                                "-v",
                                "-O",
                                "DeliveryMode=b",
                                "-ti",
                                "--",
                                "b@example.net"))
                .isZero();
        assertThat(recipients(only())).containsExactly("b@example.net", "a@example.net");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Shop\nBcc: x@example.net", "a\rb", "a\tb", "a\0b", "a\u0085b", "a\u007fb"})
    void senderNameThatCouldEndALineIsRefused(String name) throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(sendmail("Text\n", "-F", name, "-f", "s@shop.example", "a@example.net"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nRCPT TO:<b@c.example>\n@shop.example",
                "a\rb@shop.example",
                "a\0b@shop.example",
                "\"a\nb\"@shop.example",
                "a@shop.example\n",
                "a@shop\u0085.example"
            })
    void addressThatCouldEndALineIsRefused(String address) throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(sendmail(MESSAGE, "-f", address, "a@example.net")).isNotZero();
        assertThat(sendmail(MESSAGE, address)).isNotZero();
        assertThat(kept()).isEmpty();
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void helpIsAskedForAsAtEveryProgram() {
        assertThat(sendmail(MESSAGE, "--help")).isZero();
        assertThat(said.toString(UTF_8)).contains("facteur sendmail", "--folder", "-t");
        assertThat(complaint()).isEmpty();
    }

    @Test
    void bugIsOneSentenceAndNeverTakenForSuccess() throws IOException {
        var broken =
                new InputStream() {
                    @Override
                    public int read() {
                        throw new IllegalStateException("a bug, on purpose");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        return read();
                    }
                };
        assertThat(sendmail(broken, "a@example.net")).isEqualTo(ExitCode.SOFTWARE);
        assertThat(complaint()).hasLineCount(1).contains("a bug, on purpose");
        assertThat(maildrop()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-N sometimes", "-R all", "-bd", "--nonsense x", "-V a\tb"})
    void optionsThatMakeNoSenseAreRefused(String options) {
        assertThat(sendmail(MESSAGE, options.split(" "))).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void nulIsRefused() throws IOException {
        assertThat(sendmail(MESSAGE + "\0", "a@example.net")).isEqualTo(ExitCode.DATA);
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void mailIsNeverSaidToBeKeptWhereNoGatewayEverRan() throws IOException {
        Files.delete(data.resolve("sendmail/maildrop"));
        assertThat(sendmail(MESSAGE, "a@example.net")).isEqualTo(ExitCode.TROUBLE);
        assertThat(complaint()).contains("facteur serve");
    }

    @Test
    void lineThatIsTooLongIsRefusedAtOnceAlsoWithoutGateway() throws IOException {
        var longest = "x".repeat(16_384);
        assertThat(sendmail(MESSAGE + longest + "x\n", "a@example.net")).isEqualTo(ExitCode.DATA);
        assertThat(complaint()).contains("550 5.6.0", "line that is too long");
        assertThat(maildrop()).isEmpty();
        open(_ -> OneCredential.SITE);
        assertThat(sendmail(MESSAGE + longest + "\r\n" + longest, "a@example.net")).isZero();
        assertThat(only().content()).endsWith(longest + "\r\n" + longest + "\r\n");
    }

    @Test
    void largeMessageIsStreamed() throws IOException {
        open(_ -> OneCredential.SITE);
        var body = "A line of the catalogue.\r\n".repeat(30_000);
        assertThat(sendmail(MESSAGE + body, "a@example.net")).isZero();
        assertThat(only().content()).endsWith(body);
    }

    @Test
    void programThatSpeaksSmtpIsPassedThrough() throws IOException {
        open(_ -> OneCredential.SITE);
        var dialogue =
                """
                EHLO me
                MAIL FROM:<a@shop.example>
                RCPT TO:<b@example.net>
                DATA
                Subject: x

                y
                .
                QUIT
                """
                        .replace("\n", "\r\n");
        assertThat(sendmail(dialogue, "-bs")).isZero();
        assertThat(said.toString(UTF_8)).startsWith("220 ").contains("\r\n221 ");
        assertThat(only().content()).isEqualTo("Subject: x\r\n\r\ny\r\n");
    }

    @Test
    void programThatSpeaksSmtpHearsThatNoGatewayRuns() {
        assertThat(sendmail("", "-bs")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(said.toString(UTF_8)).startsWith("421 ");
    }

    private Mail only() {
        assertThat(kept()).as(complaint()).hasSize(1);
        return kept().getFirst();
    }

    private static List<String> recipients(Mail mail) {
        return mail.envelope().recipients().stream()
                .map(recipient -> recipient.address().toString())
                .toList();
    }

    /// The Date and Message-ID lines that were added.
    private static String added(Mail mail) {
        var content = mail.content();
        return content.substring(content.indexOf("Date: "), content.indexOf("\r\n\r\n") + 2);
    }
}
