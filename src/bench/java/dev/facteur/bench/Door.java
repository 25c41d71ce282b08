package dev.facteur.bench;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.sasl.ClientMechanisms;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A port of loopback that takes mail: the gateway's for the load, the sink's for the gateway.
///
/// @param protection null: clear text, nobody asks who one is
record Door(int port, @Nullable Protection protection) {
    private static final String NAME = "localhost";
    private static final Timeouts TIMEOUTS = Timeouts.all(Duration.ofSeconds(60));

    /// STARTTLS, then AUTH PLAIN, as nearly all websites do it.
    ///
    /// @param ca PEM file with the certificate to trust
    record Protection(Path ca, Login login) {}

    /// Opens a connection that is ready for mail.
    ///
    /// @throws IOException when the server did not agree; the message holds its reply
    SmtpClient enter(Surroundings world) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var socket = world.connector().connect(address, TIMEOUTS.connect());
        var client = SmtpClient.over(socket, TIMEOUTS);
        try {
            expect(220, client.greeting());
            expect(250, client.hello(NAME));
            if (protection != null) secure(client, socket, protection, world);
            client.ready();
            return client;
        } catch (IOException | RuntimeException failure) {
            client.close();
            throw failure;
        }
    }

    private static void secure(
            SmtpClient client, Socket socket, Protection protection, Surroundings world)
            throws IOException {
        expect(220, client.startTls());
        // Made anew, so that no session is resumed: a page that sends one mail knows no earlier
        // one.
        var tls = new ClientTls(world.clock());
        client.secure(tls.over(socket, NAME, protection.ca));
        expect(250, client.hello(NAME));
        var login = protection.login;
        var plain =
                ClientMechanisms.fitting(
                        Set.of("PLAIN"),
                        login.user(),
                        login.password().reveal(),
                        null,
                        world.random());
        try {
            expect(235, client.authenticate(plain.getFirst()));
        } catch (SaslFailure e) {
            throw new IOException("the login failed: " + e.getMessage(), e);
        }
    }

    private static void expect(int code, Reply reply) throws IOException {
        if (reply.code() != code) throw new IOException("the server said: " + reply);
    }
}
