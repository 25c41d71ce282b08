package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// An SMTP client that sends exactly the bytes a test wants to see answered.
public final class RawSmtp implements AutoCloseable {
    private static final Pattern CODE = Pattern.compile("[0-9]{3}([ -][245]\\.[0-9]+\\.[0-9]+)?");
    private static final int PATIENCE_MILLIS = 15_000;

    private Socket socket;
    private InputStream in;

    private RawSmtp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawSmtp connect(int port) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /// From one of the loopback addresses (all of 127.0.0.0/8 are), so that the server sees clients
    /// at many places.
    public static RawSmtp connectFrom(String address, int port) throws IOException {
        var here = InetAddress.ofLiteral(address);
        return over(new Socket(InetAddress.ofLiteral("127.0.0.1"), port, here, 0));
    }

    public static RawSmtp connectTls(int port, TestAuthority authority) throws IOException {
        var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(PATIENCE_MILLIS);
        return over(authority.startTls(plain, "localhost"));
    }

    private static RawSmtp over(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawSmtp(socket);
    }

    public void startTls(TestAuthority authority) throws IOException {
        socket = authority.startTls(socket, "localhost");
        in = new BufferedInputStream(socket.getInputStream());
    }

    public SSLSession tls() {
        return ((SSLSocket) socket).getSession();
    }

    /// Sends this text in one piece.
    public void send(String text) throws IOException {
        send(text.getBytes(UTF_8));
    }

    /// Sends these bytes in one piece.
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /// Sends lines, each with CRLF, in one piece.
    public void sendLines(String... lines) throws IOException {
        send(String.join("\r\n", lines) + "\r\n");
    }

    /// The next reply: its lines with LF between them; `""` when the server has hung up.
    public String reply() throws IOException {
        var lines = new StringJoiner("\n");
        while (true) {
            var line = line();
            lines.add(line);
            if (line.length() < 4 || line.charAt(3) != '-') return lines.toString();
        }
    }

    /// The next replies' codes with their enhanced status, `250 2.1.0`, as many as asked for.
    public String codes(int count) throws IOException {
        var codes = new StringJoiner(", ");
        for (int i = 0; i < count; i++) codes.add(codeOf(reply()));
        return codes.toString();
    }

    /// Sends one line and returns the reply.
    public String ask(String line) throws IOException {
        sendLines(line);
        return reply();
    }

    /// Sends one line and returns the reply's code with its enhanced status.
    public String code(String line) throws IOException {
        return codeOf(ask(line));
    }

    /// AUTH PLAIN with these; returns the reply.
    public String login(String user, String password) throws IOException {
        sendLoginLine(user, password);
        return reply();
    }

    /// AUTH PLAIN with these, without waiting for the reply.
    public void sendLoginLine(String user, String password) throws IOException {
        var response = "\0" + user + "\0" + password;
        sendLines("AUTH PLAIN " + Base64.getEncoder().encodeToString(response.getBytes(UTF_8)));
    }

    /// `250 2.1.0` of a whole reply, `250` where there is no enhanced status.
    private static String codeOf(String reply) {
        var code = CODE.matcher(reply);
        return code.lookingAt() ? code.group().replace('-', ' ') : reply;
    }

    private String line() throws IOException {
        return rawLine().stripTrailing();
    }

    /// The next line as it came, with its end; `""` when the server has hung up.
    public String rawLine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        int octet;
        do {
            octet = in.read();
            if (octet >= 0) bytes.write(octet);
        } while (octet >= 0 && octet != '\n');
        return bytes.toString(UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
