package dev.facteur.protocol.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.testkit.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SmtpClientTest {
    private static final String[] ALL = {"PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 1000", "DSN"};
    private static final Timeouts PATIENT = Timeouts.all(Duration.ofSeconds(10));
    private final BlockingQueue<String> contents = new LinkedBlockingQueue<>();

    @Test
    void contentIsDotStuffedAndOtherwiseUnchanged() throws Exception {
        var content = "Subject: x\r\n\r\n.\r\n..a\r\nb.\r\n\r\n";
        try (var server = ScriptedServer.start(s -> contents.add(s.greet(ALL).takeMail()));
                var client = ready(server)) {
            var answers = client.send(envelope("a"), content.length(), content(content));
            assertThat(answers.end()).isNotNull();
            assertThat(answers.usable()).isTrue();
            assertThat(contents.take()).isEqualTo("Subject: x\r\n\r\n..\r\n...a\r\nb.\r\n\r\n");
        }
    }

    @Test
    void contentWithABareLineFeedNeverReachesItsEnd() throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(ALL).takeMail());
                var client = ready(server)) {
            var answers = client.send(envelope("a"), 10, content("a\n.\r\nMAIL"));
            assertThat(answers.broken()).isInstanceOf(UnreadableContent.class);
            assertThat(answers.step()).isEqualTo(Step.CONTENT);
        }
    }

    /// The end of a small mail is in the write that fails, so nobody can have it.
    @Test
    void contentThatCouldNotBeHandedOverHasNotReachedItsEnd() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.greet(ALL);
                            s.expect("MAIL");
                            s.expect("RCPT");
                            s.expect("DATA");
                            s.say("250 ok", "250 ok", "354 go").reset();
                        });
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                var client = ready(SmtpClient.over(socket, PATIENT))) {
            var content = content("Subject: x\r\n\r\nsmall\r\n");
            var answers =
                    client.send(
                            envelope("a"),
                            22,
                            () -> {
                                awaitReset(socket);
                                return content.open();
                            });
            assertThat(answers.broken()).isInstanceOf(SocketException.class);
            assertThat(answers.step()).isEqualTo(Step.CONTENT);
        }
    }

    private static void awaitReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class);
    }

    @Test
    void withoutPipeliningEachCommandWaitsForItsAnswer() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.greet();
                            s.expect("MAIL FROM:<me@example.com>");
                            s.say("550 no");
                            s.expect("QUIT");
                            s.say("221 bye");
                        });
                var client = ready(server)) {
            var answers = client.send(envelope("a"), 3, content("x\r\n"));
            assertThat(answers.mail()).isEqualTo(Reply.of(550, "", "no"));
            assertThat(answers.recipients()).containsExactly((Reply) null);
            assertThat(answers.usable()).isTrue();
            client.quit();
        }
    }

    @Test
    void everyRecipientHasItsOwnAnswer() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.greet(ALL);
                            s.expect("MAIL");
                            s.say("250 ok", "550 5.1.1 gone", "250 ok", "354 go");
                            s.expect("RCPT TO:<a@example.net>");
                            s.expect("RCPT TO:<b@example.net>");
                            s.expect("DATA");
                            contents.add(s.content());
                            s.say("250 taken");
                        });
                var client = ready(server)) {
            var answers = client.send(envelope("a", "b"), 3, content("x\r\n"));
            assertThat(answers.recipients())
                    .containsExactly(Reply.of(550, "5.1.1", "gone"), Reply.of(250, "", "ok"));
            assertThat(contents.take()).isEqualTo("x\r\n");
        }
    }

    @Test
    void parametersAreThoseTheServerOffers() throws Exception {
        var recipient =
                new Recipient(
                        0,
                        new Address("a", "example.net"),
                        new Notify(true, true, true, false),
                        "rfc822;old+x@example.net");
        var envelope =
                new Envelope(
                        null,
                        List.of(recipient),
                        Envelope.Body.EIGHT_BIT,
                        true,
                        Envelope.Returned.HEADERS,
                        "id =1");
        assertThat(commands(envelope, ALL))
                .containsExactly(
                        "MAIL FROM:<> SIZE=3 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+20+3D1",
                        "RCPT TO:<a@example.net> NOTIFY=SUCCESS,FAILURE"
                                + " ORCPT=rfc822;old+2Bx@example.net");
        assertThat(commands(envelope)).containsExactly("MAIL FROM:<>", "RCPT TO:<a@example.net>");
    }

    @Test
    void originalRecipientInItsOwnEncodingIsPassedOnAsItCame() throws Exception {
        var recipient =
                new Recipient(
                        0,
                        new Address("a", "example.net"),
                        Notify.UNSTATED,
                        "utf-8;j\\x{F6}rg\\x{2B}x@example.net");
        var envelope = Envelope.of(null, List.of(recipient));
        assertThat(commands(envelope, ALL))
                .contains("RCPT TO:<a@example.net> ORCPT=utf-8;j\\x{F6}rg\\x{2B}x@example.net");
    }

    @Test
    void anOldServerIsGreetedWithHelo() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.say("220 old");
                            s.expect("EHLO");
                            s.say("502 what?");
                            s.expect("HELO me.example");
                            s.say("250 hello");
                        });
                var client = connect(server, PATIENT)) {
            client.greeting();
            assertThat(client.hello("me.example").code()).isEqualTo(250);
            assertThat(client.capabilities()).isEqualTo(Capabilities.NONE);
        }
    }

    @Test
    void aRefusedEhloIsNotAnsweredWithHelo() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.say("220 hi");
                            s.expect("EHLO");
                            s.say("554 go away");
                            s.hang();
                        });
                var client = connect(server, PATIENT)) {
            client.greeting();
            assertThat(client.hello("me.example").code()).isEqualTo(554);
            assertThat(server.heard("HELO")).isEmpty();
        }
    }

    @Test
    void repliesAreReadWithTheirStatusAndWithoutControlCharacters() throws Exception {
        try (var server =
                        ScriptedServer.start(
                                s -> s.sayRaw("550-5.7.1 no\u001b[31m\r\n550 5.7.1 never\r\n"));
                var client = connect(server, PATIENT)) {
            assertThat(client.greeting())
                    .isEqualTo(new Reply(550, "5.7.1", List.of("no?[31m", "never")));
        }
    }

    @Test
    void unaskedRepliesAreNotTakenForAnswers() throws Exception {
        try (var server = ScriptedServer.start(s -> s.say("220 hi", "250 ok", "250 ok").hang());
                var client = connect(server, PATIENT)) {
            client.greeting();
            assertThatThrownBy(() -> client.hello("me")).isInstanceOf(MalformedReply.class);
        }
    }

    @Test
    void aServerThatSaysNothingIsLeft() throws Exception {
        try (var server = ScriptedServer.start(s -> s.hang());
                var client = connect(server, Timeouts.all(Duration.ofMillis(50)))) {
            assertThatThrownBy(client::greeting).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void answersThatCameBeforeABreakAreKept() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.greet(ALL);
                            s.expect("MAIL");
                            s.expect("RCPT");
                            s.expect("RCPT");
                            s.expect("DATA");
                            s.say("250 ok", "550 gone");
                        });
                var client = ready(server)) {
            var answers = client.send(envelope("a", "b"), 3, content("x\r\n"));
            assertThat(answers.recipients()).containsExactly(Reply.of(550, "", "gone"), null);
            assertThat(answers.broken()).isNotNull();
            assertThat(answers.step()).isEqualTo(Step.RCPT);
        }
    }

    @Test
    void aFarewellInTheMiddleEndsTheConversation() throws Exception {
        try (var server =
                        ScriptedServer.start(s -> {
                            s.greet(ALL);
                            s.expect("MAIL");
                            s.say("250 ok", "421 4.3.2 shutting down");
                            s.hang();
                        });
                var client = ready(server)) {
            var answers = client.send(envelope("a", "b"), 3, content("x\r\n"));
            assertThat(answers.farewell()).isEqualTo(Reply.of(421, "4.3.2", "shutting down"));
            assertThat(answers.usable()).isFalse();
        }
    }

    @Test
    void capabilitiesAreReadWhateverTheirCase() {
        var ehlo =
                new Reply(
                        250,
                        "",
                        List.of(
                                "STARTTLS",
                                "Pipelining",
                                "SIZE 35882577",
                                "auth plain Login",
                                "AUTH=CRAM-MD5",
                                "",
                                "X-ELSE 1 2"));
        var capabilities = Capabilities.of(ehlo);
        assertThat(capabilities.startTls()).as("the first line is a name").isFalse();
        assertThat(capabilities.pipelining()).isTrue();
        assertThat(capabilities.size()).isEqualTo(35882577);
        assertThat(capabilities.mechanisms())
                .containsExactlyInAnyOrder("PLAIN", "LOGIN", "CRAM-MD5");
    }

    private List<String> commands(Envelope envelope, String... extensions) throws Exception {
        try (var server = ScriptedServer.start(s -> s.greet(extensions).takeMail());
                var client = ready(server)) {
            assertThat(client.send(envelope, 3, content("x\r\n")).end()).isNotNull();
            var commands = new ArrayList<>(server.heard("MAIL"));
            commands.addAll(server.heard("RCPT"));
            return commands;
        }
    }

    private static SmtpClient ready(ScriptedServer server) throws IOException {
        return ready(connect(server, PATIENT));
    }

    private static SmtpClient ready(SmtpClient client) throws IOException {
        client.greeting();
        client.hello("me.example");
        client.ready();
        return client;
    }

    private static SmtpClient connect(ScriptedServer server, Timeouts timeouts) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        return SmtpClient.over(socket, timeouts);
    }

    private static Envelope envelope(String... recipients) {
        var list = new ArrayList<Recipient>();
        for (var name : recipients) {
            var address = new Address(name, "example.net");
            list.add(new Recipient(list.size(), address, Notify.UNSTATED, null));
        }
        return envelope(new Address("me", "example.com"), list);
    }

    private static Envelope envelope(@Nullable Address sender, List<Recipient> recipients) {
        return Envelope.of(sender, recipients);
    }

    private static MailContent content(String text) {
        return () -> new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}
