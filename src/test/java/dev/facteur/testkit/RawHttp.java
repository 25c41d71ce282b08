package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/// An HTTP client that sends exactly the bytes a test wants to see answered.
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final BufferedReader in;

    private RawHttp(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    /// From one of the loopback addresses (all of 127.0.0.0/8 are), so that the server sees clients
    /// at many places.
    public static RawHttp connectFrom(String address, int port) throws IOException {
        var here = InetAddress.ofLiteral(address);
        return new RawHttp(new Socket(InetAddress.ofLiteral("127.0.0.1"), port, here, 0));
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    /// The status line of the next answer, `""` when the server has hung up. Nothing else of the
    /// answer is read.
    public String status() throws IOException {
        var line = in.readLine();
        return line == null ? "" : line;
    }

    /// All that comes until the server hangs up, a character a byte.
    public String rest() throws IOException {
        var rest = new StringWriter();
        in.transferTo(rest);
        return rest.toString();
    }

    /// Whether the server has hung up without another word.
    public boolean isCutOff() throws IOException {
        socket.setSoTimeout(1);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (IOException reset) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
