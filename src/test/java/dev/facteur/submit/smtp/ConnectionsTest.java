package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Wire;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits that need clients at many addresses.
class ConnectionsTest {
    @TempDir Path folder;
    private final Connections connections =
            new Connections(new SmtpSettings("mail.test", 1_000, 5, 12, 3, Duration.ofMinutes(5)));

    @Test
    void wholeIpv6NetworkOfACustomerCountsAsOneAddress() throws IOException {
        for (int i = 0; i < 3; i++) assertThat(enter("2001:db8:0:1::" + i)).isEmpty();
        assertThat(enter("2001:db8:0:1::ffff")).contains(Replies.TOO_MANY_FROM_ADDRESS);
        assertThat(enter("2001:db8:0:2::1")).isEmpty();
    }

    @Test
    void strangersDoNotShutTheDoorOnASiteThatHasLoggedInBefore() throws IOException {
        var site = connection("192.0.2.1");
        assertThat(connections.enter(site, Protection.STARTTLS)).isEmpty();
        connections.loggedIn(site);
        connections.leave(site);
        for (int i = 0; i < 9; i++) assertThat(enter("198.51.100." + i)).isEmpty();
        assertThat(enter("198.51.100.9")).contains(Replies.TOO_MANY_CONNECTIONS);
        for (int i = 0; i < 3; i++) assertThat(enter("192.0.2.1")).isEmpty();
    }

    @Test
    void placeThatWasLeftIsFreeAgain() throws IOException {
        for (int i = 0; i < 100; i++) {
            var connection = connection("192.0.2.1");
            var protection = i % 2 == 0 ? Protection.LOCAL : Protection.IMPLICIT_TLS;
            assertThat(connections.enter(connection, protection)).isEmpty();
            connections.leave(connection);
            connections.leave(connection);
        }
        assertThat(connections.count()).isZero();
    }

    @Test
    void userOfThisMachineGetsNoMorePlacesAtASocketThanAnAddressElsewhere() throws IOException {
        var path = folder.resolve("socket");
        try (var door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            door.bind(UnixDomainSocketAddress.of(path));
            var first = overSocket(door, path);
            assertThat(enterLocally(first)).isEmpty();
            for (int i = 0; i < 2; i++) assertThat(enterLocally(overSocket(door, path))).isEmpty();
            assertThat(enterLocally(overSocket(door, path))).contains(Replies.TOO_MANY_FROM_USER);
            first.close();
            connections.leave(first);
            assertThat(enterLocally(overSocket(door, path))).isEmpty();
        }
    }

    private Optional<Reply> enterLocally(Connection connection) {
        return connections.enter(connection, Protection.LOCAL);
    }

    private static Connection overSocket(ServerSocketChannel door, Path path) throws IOException {
        try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(client.isConnected()).isTrue();
            var wire = new Wire.Unix(door.accept());
            return Connection.over(wire, new ManualClock(), Duration.ofMinutes(5));
        }
    }

    private Optional<Reply> enter(String address) throws IOException {
        return connections.enter(connection(address), Protection.STARTTLS);
    }

    private static Connection connection(String address) throws IOException {
        var client = InetAddress.ofLiteral(address);
        return Connection.over(
                new Wire.Tcp(new SocketFrom(client)), new ManualClock(), Duration.ofMinutes(5));
    }

    /// A connection over which nothing is said.
    private static final class SocketFrom extends Socket {
        private final InetAddress client;

        SocketFrom(InetAddress client) {
            this.client = client;
        }

        @Override
        public InetAddress getInetAddress() {
            return client;
        }

        @Override
        public InputStream getInputStream() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }
    }
}
