package dev.facteur.testkit;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// One connection to a submission door, for tests that need to know exactly what was sent and what
/// was answered. Speaks one command at a time; dots are stuffed here.
public final class SubmissionClient implements Closeable {
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    private SubmissionClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    /// Connects to a STARTTLS door and stays in clear: greeting read, nothing said yet.
    public static SubmissionClient connect(int port) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            socket.setTcpNoDelay(true);
            var client = new SubmissionClient(socket);
            client.expect("220", client.readReply());
            return client;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Connects to a STARTTLS door, secures the connection and logs in.
    public static SubmissionClient login(
            int port, TestAuthority authority, String user, String password) throws IOException {
        var client = connect(port);
        try {
            client.secure(authority);
            client.authenticate(user, password);
            return client;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /// EHLO, STARTTLS, the handshake with the certificate verified, EHLO.
    public void secure(TestAuthority authority) throws IOException {
        must("250", "EHLO client.example");
        must("220", "STARTTLS");
        socket = authority.startTls(socket, "localhost");
        in = new BufferedInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
        must("250", "EHLO client.example");
    }

    /// AUTH PLAIN.
    public void authenticate(String user, String password) throws IOException {
        var text = "\0" + user + "\0" + password;
        var encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        must("235", "AUTH PLAIN " + encoded);
    }

    /// One whole mail.
    ///
    /// @return the answer that decided: to the final dot, or the first refusal before it
    public String send(String sender, List<String> recipients, byte[] mail) throws IOException {
        var answer = command("MAIL FROM:<" + sender + ">");
        if (!answer.startsWith("250")) return answer;
        for (var recipient : recipients) {
            answer = command("RCPT TO:<" + recipient + ">");
            if (!answer.startsWith("250")) return reset(answer);
        }
        answer = command("DATA");
        if (!answer.startsWith("354")) return reset(answer);
        writeStuffed(mail);
        out.write(END);
        out.flush();
        return readReply();
    }

    /// Sends a command and reads the whole reply, lines joined with LF.
    public String command(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return readReply();
    }

    /// Writes raw bytes without waiting for an answer.
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public String readReply() throws IOException {
        var reply = new StringBuilder();
        while (true) {
            var line = readLine();
            reply.append(line);
            if (line.length() < 4 || line.charAt(3) != '-') return reply.toString();
            reply.append('\n');
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void must(String code, String line) throws IOException {
        expect(code, command(line));
    }

    private void expect(String code, String reply) throws IOException {
        if (!reply.startsWith(code)) throw new IOException("the door said: " + reply);
    }

    private String reset(String answer) throws IOException {
        command("RSET");
        return answer;
    }

    private void writeStuffed(byte[] mail) throws IOException {
        boolean lineStart = true;
        for (byte each : mail) {
            if (lineStart && each == '.') out.write('.');
            out.write(each);
            lineStart = each == '\n';
        }
    }

    private String readLine() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int each = in.read();
            if (each < 0) throw new EOFException("the door closed the connection");
            if (each == '\n') return line.toString();
            if (each != '\r') line.append((char) each);
        }
    }
}
