package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnixSocketTest {
    @TempDir Path folder;

    @Test
    void silentListenerIsGivenUp() throws Exception {
        var done = new CountDownLatch(1);
        try (var listener = UnixListener.open(folder.resolve("socket"))) {
            listener.serve("silent", _ -> await(done));
            try (var socket = connect(Duration.ofMillis(100))) {
                assertThatThrownBy(() -> socket.input().read())
                        .isInstanceOf(SocketTimeoutException.class);
            } finally {
                done.countDown();
            }
        }
    }

    @Test
    void listenerThatDoesNotReadIsGivenUp() throws Exception {
        var done = new CountDownLatch(1);
        try (var listener = UnixListener.open(folder.resolve("socket"))) {
            listener.serve("deaf", _ -> await(done));
            try (var socket = connect(Duration.ofMillis(100))) {
                assertThatThrownBy(() -> socket.output().write(new byte[10_000_000]))
                        .isInstanceOf(SocketTimeoutException.class);
            } finally {
                done.countDown();
            }
        }
    }

    @Test
    void absentListenerIsToldAtOnce() {
        assertThatThrownBy(() -> connect(Duration.ofMinutes(1))).isInstanceOf(IOException.class);
    }

    @Test
    void endOfTheOtherSideIsSeen() throws Exception {
        try (var listener = UnixListener.open(folder.resolve("socket"))) {
            listener.serve("brief", _ -> {});
            try (var socket = connect(Duration.ofSeconds(10))) {
                assertThat(socket.input().read()).isEqualTo(-1);
            }
        }
    }

    private UnixSocket connect(Duration timeout) throws IOException {
        return UnixSocket.connect(folder.resolve("socket"), timeout);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
