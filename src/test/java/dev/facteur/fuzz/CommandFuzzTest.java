package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.ReplyWriter;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// One line of a client that wants to hand mail over.
class CommandFuzzTest {
    private static final Address SOMEBODY = new Address("somebody", "example.com");

    /// A server that offers everything and takes everything.
    private static final String WILLING =
            """
            250-b
            250-PIPELINING
            250-8BITMIME
            250-SMTPUTF8
            250-DSN
            250 SIZE
            250 a
            250 b
            354 c
            250 d
            """
                    .replace("\n", "\r\n");

    @FuzzTest
    void commandIsRefusedInOneReplyOrCanBePassedOnAsItWasMeant(byte[] input)
            throws IOException, Rejected {
        var line = Cuts.utf8(input).orElse("");
        // The framer lets no such line through.
        if (line.isEmpty() || line.contains("\r") || line.contains("\n")) return;
        Command command;
        try {
            command = CommandParser.parse(line);
        } catch (Rejected refusal) {
            requireOneReply(refusal.reply());
            return;
        }
        switch (command) {
            case Command.Mail mail -> requirePassedOn(mail);
            case Command.Rcpt rcpt -> requirePassedOn(rcpt);
            case Command.Ehlo(var name) -> requireName(name);
            case Command.Helo(var name) -> requireName(name);
            case Command.Bdat bdat -> assertThat(bdat.length()).isNotNegative();
            case Command.Unknown _, Command.Site _ -> {}
            case Command.Auth _,
                    Command.Data _,
                    Command.StartTls _,
                    Command.Rset _,
                    Command.Noop _,
                    Command.Quit _,
                    Command.Vrfy _,
                    Command.Expn _,
                    Command.Help _ ->
                    // RFC 5321 §4.1.1: white space at the end is tolerated, tabs too.
                    assertThat(line).matches("(?s)[A-Za-z]{4,8}( .*|[ \\t]*)");
        }
    }

    private static void requireName(String name) {
        assertThat(name).matches("[A-Za-z0-9._:?\\[\\]-]{1,255}");
    }

    private static void requireOneReply(Reply reply) throws IOException {
        assertThat(reply.code()).isBetween(400, 599);
        var wire = new ByteArrayOutputStream();
        var writer = new ReplyWriter(wire);
        writer.write(reply);
        writer.flush();
        var words = new CannedServer(new ByteArrayInputStream(wire.toByteArray()));
        try (var client = SmtpClient.over(words, Timeouts.DEFAULT)) {
            assertThat(client.greeting().code()).isEqualTo(reply.code());
        }
    }

    private static void requirePassedOn(Command.Mail mail) throws IOException, Rejected {
        var envelope =
                new Envelope(
                        mail.sender(),
                        List.of(new Recipient(0, SOMEBODY, Notify.UNSTATED, null)),
                        mail.body(),
                        mail.smtpUtf8(),
                        mail.returned(),
                        mail.envelopeId());
        var passed = CommandParser.parse(commands(envelope, mail.size()).get(1));
        assertThat(passed).isEqualTo(mail.size() < 0 ? withSize(mail, 0) : mail);
    }

    private static Command.Mail withSize(Command.Mail mail, long size) {
        return new Command.Mail(
                mail.sender(),
                size,
                mail.body(),
                mail.smtpUtf8(),
                mail.returned(),
                mail.envelopeId());
    }

    private static void requirePassedOn(Command.Rcpt rcpt) throws IOException, Rejected {
        var recipient =
                new Recipient(0, rcpt.recipient(), rcpt.notification(), rcpt.originalRecipient());
        var envelope =
                new Envelope(
                        null,
                        List.of(recipient),
                        Envelope.Body.SEVEN_BIT,
                        true,
                        Envelope.Returned.UNSTATED,
                        null);
        var passed = (Command.Rcpt) CommandParser.parse(commands(envelope, 0).get(2));
        assertThat(passed.recipient()).isEqualTo(rcpt.recipient());
        assertThat(passed.notification()).isEqualTo(rcpt.notification());
        var original = rcpt.originalRecipient();
        // What is not ASCII has no xtext, and is left out.
        boolean sendable = original != null && US_ASCII.newEncoder().canEncode(original);
        if (sendable) assertThat(passed.originalRecipient()).isEqualTo(original);
    }

    private static List<String> commands(Envelope envelope, long size) throws IOException {
        var words = new CannedServer(Cuts.LINE_BY_LINE.stream(WILLING.getBytes(US_ASCII)));
        try (var client = SmtpClient.over(words, Timeouts.DEFAULT)) {
            client.hello("a");
            var answers = client.send(envelope, Math.max(0, size), InputStream::nullInputStream);
            assertThat(answers.usable()).isTrue();
        }
        var heard = new String(words.heardBytes(), UTF_8);
        assertThat(heard).endsWith("\r\nDATA\r\n.\r\n");
        return List.of(heard.split("\r\n"));
    }
}
