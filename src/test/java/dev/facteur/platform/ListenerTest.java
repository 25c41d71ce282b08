package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private static final InetSocketAddress FREE =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    @Test
    void everyConnectionHasAThreadOfItsOwn() throws Exception {
        try (var listener = Listener.open(FREE)) {
            listener.serve(
                    "echo", socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
            try (var silent = connect(listener);
                    var speaking = connect(listener)) {
                speaking.getOutputStream().write('x');
                assertThat(speaking.getInputStream().read()).isEqualTo('x');
                assertThat(silent.isConnected()).isTrue();
            }
        }
    }

    @Test
    void closingCutsOpenConnectionsAndFreesThePort() throws Exception {
        var listener = Listener.open(FREE);
        listener.serve(
                "echo", socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        try (var client = connect(listener)) {
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
            listener.close();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        Listener.open(new InetSocketAddress(FREE.getAddress(), listener.port())).close();
    }

    @Test
    void takenPortIsNamed() throws Exception {
        try (var listener = Listener.open(FREE)) {
            var taken = new InetSocketAddress(FREE.getAddress(), listener.port());
            assertThatThrownBy(() -> Listener.open(taken))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "cannot listen on 127.0.0.1 port %d: Address already in use",
                            listener.port());
        }
    }

    private static Socket connect(Listener listener) throws IOException {
        var socket = new Socket(FREE.getAddress(), listener.port());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
