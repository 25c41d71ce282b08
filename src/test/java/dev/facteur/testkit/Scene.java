package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// One connection of a [ScriptedServer], as its script plays it.
public final class Scene {
    private final Socket socket;
    private final int number;
    private final List<String> heard;
    private Socket current;
    private InputStream in;
    private OutputStream out;

    private Scene(Socket socket, int number, List<String> heard, InputStream in, OutputStream out) {
        this.socket = socket;
        this.current = socket;
        this.number = number;
        this.heard = heard;
        this.in = in;
        this.out = out;
    }

    static Scene over(Socket socket, int number, List<String> heard) throws IOException {
        return new Scene(
                socket,
                number,
                heard,
                new BufferedInputStream(socket.getInputStream()),
                socket.getOutputStream());
    }

    /// Counts the server's connections from 1.
    public int number() {
        return number;
    }

    /// Sends these lines, each with CRLF, in one write.
    public Scene say(String... lines) throws IOException {
        return sayRaw(String.join("\r\n", lines) + "\r\n");
    }

    /// Sends exactly these characters, one byte each.
    public Scene sayRaw(String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
        return this;
    }

    /// Reads one line, which must begin so.
    public String expect(String beginning) throws IOException {
        String line = line();
        if (!line.startsWith(beginning)) {
            throw new AssertionError("expected " + beginning + ", got " + line);
        }
        return line;
    }

    /// Reads one line, whatever it is.
    public String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new EOFException("the client hung up");
            line.write(octet);
        }
        String text = line.toString(ISO_8859_1);
        if (!text.endsWith("\r")) throw new AssertionError("a line without CR: " + text);
        text = text.substring(0, text.length() - 1);
        heard.add(text);
        return text;
    }

    /// Greets, reads EHLO and offers these extensions.
    public Scene greet(String... extensions) throws IOException {
        say("220 scripted.example ESMTP");
        return hello(extensions);
    }

    /// Reads EHLO and offers these extensions.
    public Scene hello(String... extensions) throws IOException {
        expect("EHLO ");
        var lines = new ArrayList<String>();
        for (int i = 0; i <= extensions.length; i++) {
            String text = i == 0 ? "scripted.example" : extensions[i - 1];
            lines.add((i == extensions.length ? "250 " : "250-") + text);
        }
        return say(lines.toArray(String[]::new));
    }

    /// Greets and does all up to the handshake, unless the client leaves before; whether it did
    /// not.
    public boolean greetInTls(SSLContext context) throws IOException {
        greet("STARTTLS");
        if (line().equals("QUIT")) {
            say("221 2.0.0 bye");
            return false;
        }
        say("220 2.0.0 go ahead");
        handshake(context);
        return true;
    }

    /// Reads STARTTLS, agrees, and does the handshake.
    public Scene startTls(SSLContext context) throws IOException {
        expect("STARTTLS");
        say("220 2.0.0 go ahead");
        return handshake(context);
    }

    /// TLS from here on.
    public Scene handshake(SSLContext context) throws IOException {
        return handshake(context, "TLSv1.3", "TLSv1.2");
    }

    /// TLS in one of these versions from here on.
    public Scene handshake(SSLContext context, String... protocols) throws IOException {
        var tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket,
                                        socket.getInetAddress().getHostAddress(),
                                        socket.getPort(),
                                        true);
        tls.setUseClientMode(false);
        tls.setEnabledProtocols(protocols);
        tls.startHandshake();
        current = tls;
        in = new BufferedInputStream(tls.getInputStream());
        out = tls.getOutputStream();
        return this;
    }

    /// Reads content up to CRLF.CRLF and returns it as it was on the wire, dots still stuffed,
    /// without the end mark.
    public String content() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write('\r');
        bytes.write('\n');
        while (true) {
            int octet = in.read();
            if (octet < 0) throw new EOFException("the client hung up");
            bytes.write(octet);
            if (octet != '\n') continue;
            String text = bytes.toString(ISO_8859_1);
            if (text.endsWith("\r\n.\r\n")) return text.substring(2, text.length() - 3);
        }
    }

    /// Takes one mail for any number of recipients, pipelined or not, by DATA or BDAT, with 250s,
    /// and returns its content.
    public String takeMail() throws IOException {
        expect("MAIL FROM:");
        say("250 2.1.0 sender fine");
        return takeRest();
    }

    /// Goes on after MAIL.
    public String takeRest() throws IOException {
        String line = line();
        while (line.startsWith("RCPT TO:")) {
            say("250 2.1.5 recipient fine");
            line = line();
        }
        String content = contentAfter(line);
        say("250 2.0.0 taken as " + number);
        return content;
    }

    private String contentAfter(String line) throws IOException {
        if (line.startsWith("BDAT ")) return chunk(line);
        if (!line.equals("DATA")) throw new AssertionError("expected DATA, got " + line);
        say("354 go on");
        return content();
    }

    /// Reads what this BDAT announces.
    public String chunk(String bdat) throws IOException {
        int size = Integer.parseInt(bdat.split(" ")[1]);
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) throw new EOFException("the client hung up");
        return new String(bytes, ISO_8859_1);
    }

    /// Takes mails until the client says QUIT or hangs up.
    public void takeMails() throws IOException {
        while (true) {
            String line = line();
            if (line.equals("QUIT")) {
                say("221 2.0.0 bye");
                return;
            }
            if (line.equals("RSET")) say("250 2.0.0 forgotten");
            else {
                if (!line.startsWith("MAIL FROM:")) throw new AssertionError("got " + line);
                say("250 2.1.0 sender fine");
                takeRest();
            }
        }
    }

    /// Says nothing more and waits until the client hangs up.
    public void hang() throws IOException {
        while (in.read() >= 0) {
            // Whatever comes is left unanswered.
        }
    }

    /// Whether more has come than was asked for.
    public boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    /// Waits until the client hangs up; it must not say anything more.
    public void expectEnd() throws IOException {
        int octet;
        try {
            octet = in.read();
        } catch (SocketException _) {
            return;
        }
        if (octet >= 0) throw new AssertionError("expected the end, got " + (char) octet + line());
    }

    /// Breaks the connection with a reset instead of an end.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /// The TLS session; only after a handshake.
    public SSLSession session() {
        if (current instanceof SSLSocket tls) return tls.getSession();
        throw new IllegalStateException("no TLS is spoken");
    }
}
