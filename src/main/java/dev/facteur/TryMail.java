package dev.facteur;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.sasl.ClientMechanisms;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands the sample mail over as a website would: SMTP, STARTTLS with the certificate verified,
/// AUTH.
final class TryMail {
    static final Address SENDER = new Address("hello", TryAccounts.DOMAIN);
    static final Address RECIPIENT = new Address("anna", "customer.example");
    private static final String HOST = "localhost";
    private static final Timeouts TIMEOUTS = Timeouts.all(Duration.ofSeconds(30));

    private final Surroundings world;
    private final TryAccounts.Ready ready;

    TryMail(Surroundings world, TryAccounts.Ready ready) {
        this.world = world;
        this.ready = ready;
    }

    /// Returns the id the gateway gave it.
    ///
    /// @throws IOException when the gateway did not take it; the message holds its reply
    MailId submit(String message) throws IOException {
        var door = new InetSocketAddress(InetAddress.getLoopbackAddress(), ready.port("starttls"));
        var socket = world.connector().connect(door, TIMEOUTS.connect());
        try (var client = SmtpClient.over(socket, TIMEOUTS)) {
            expect(220, client.greeting());
            expect(250, client.hello(HOST));
            expect(220, client.startTls());
            client.secure(new ClientTls(world.clock()).over(socket, HOST, ready.ca()));
            expect(250, client.hello(HOST));
            login(client);
            client.ready();
            var id = send(client, message.getBytes(StandardCharsets.UTF_8));
            client.quit();
            return id;
        }
    }

    private void login(SmtpClient client) throws IOException {
        var session = client.session();
        var binding = session == null ? null : ChannelBinding.forClient(session).orElse(null);
        var exchanges =
                ClientMechanisms.fitting(
                        client.capabilities().mechanisms(),
                        ready.user(),
                        ready.password().reveal(),
                        binding,
                        world.random());
        try {
            expect(235, client.authenticate(exchanges.getFirst()));
        } catch (SaslFailure e) {
            throw new IOException("the login at the gateway failed: " + e.getMessage(), e);
        }
    }

    private static MailId send(SmtpClient client, byte[] bytes) throws IOException {
        var recipient = new Recipient(0, RECIPIENT, Notify.UNSTATED, null);
        var envelope =
                new Envelope(
                        SENDER,
                        List.of(recipient),
                        Envelope.Body.EIGHT_BIT,
                        false,
                        Envelope.Returned.UNSTATED,
                        null);
        var answers = client.send(envelope, bytes.length, () -> new ByteArrayInputStream(bytes));
        if (answers.broken() != null) throw answers.broken();
        expect(250, answers.mail());
        expect(250, answers.recipients().getFirst());
        var text = expect(250, answers.end()).lines().getFirst();
        return MailId.parse(text.substring(text.lastIndexOf(' ') + 1))
                .orElseThrow(() -> new IOException("the gateway gave no mail id: " + text));
    }

    private static Reply expect(int code, @Nullable Reply reply) throws IOException {
        if (reply != null && reply.code() == code) return reply;
        throw new IOException("the gateway answered " + reply);
    }
}
