package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.platform.Listener;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.Threads;
import dev.facteur.platform.tls.ServerTls;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/// Puts STARTTLS and AUTH PLAIN in front of a mail server that can do neither. After the login
/// every byte is the client's or the server's own, as it came and when it came.
public final class TlsFront implements AutoCloseable {
    private final Listener door;
    private final int server;
    private final ServerTls tls;
    private final String login;

    private TlsFront(Listener door, int server, ServerTls tls, String login) {
        this.door = door;
        this.server = server;
        this.tls = tls;
        this.login = login;
    }

    /// @param server its port on this machine
    public static TlsFront before(
            int server, Path certificate, Path key, String user, String password)
            throws IOException {
        var tls = ServerTls.fromFiles(certificate, key, new SystemClock(), new SecureRandom());
        var door = Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var response = ("\0" + user + "\0" + password).getBytes(US_ASCII);
        var login = "AUTH PLAIN " + Base64.getEncoder().encodeToString(response);
        var front = new TlsFront(door, server, tls, login);
        door.serve("tls front", front::serve);
        return front;
    }

    public int port() {
        return door.port();
    }

    private void serve(Socket client) throws IOException {
        try (var behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
            say(client.getOutputStream(), line(behind.getInputStream()));
            line(client.getInputStream());
            say(client.getOutputStream(), "250-front\r\n250 STARTTLS\r\n");
            line(client.getInputStream());
            say(client.getOutputStream(), "220 2.0.0 Go ahead\r\n");
            var secure = tls.over(client);
            secure.startHandshake();
            greetAndLogIn(secure, behind);
            Threads.virtual("tls front", () -> pass(behind, secure));
            pass(secure, behind);
        }
    }

    private void greetAndLogIn(Socket client, Socket behind) throws IOException {
        say(behind.getOutputStream(), line(client.getInputStream()));
        var answer = line(behind.getInputStream());
        say(client.getOutputStream(), answer + "250-AUTH PLAIN\r\n");
        while (answer.startsWith("250-")) {
            answer = line(behind.getInputStream());
            say(client.getOutputStream(), answer);
        }
        boolean right = line(client.getInputStream()).strip().equals(login);
        say(client.getOutputStream(), right ? "235 2.7.0 Welcome\r\n" : "535 5.7.8 No\r\n");
        if (!right) throw new IOException("a wrong login");
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // One of the two has hung up, and now the other one is too.
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    /// With its end. Reads no byte further.
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int octet;
        do {
            octet = in.read();
            if (octet < 0) throw new EOFException("hung up");
            line.write(octet);
        } while (octet != '\n');
        return line.toString(US_ASCII);
    }

    @Override
    public void close() {
        door.close();
    }
}
