package dev.facteur.platform.imap;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.platform.imap.ImapTrouble.Kind;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;

/// Opens mailboxes. TCP and TLS are made here, by the rules of every other connection of ours
/// ([ClientTls]); the library speaks IMAP over what is secured already.
public final class Imap {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(30);

    /// Before TLS only a greeting and the answers to one command are to be expected.
    private static final int MOST_BEFORE_TLS = 8192;

    private final Surroundings surroundings;
    private final ClientTls tls;

    public Imap(Surroundings surroundings, ClientTls tls) {
        this.surroundings = surroundings;
        this.tls = tls;
    }

    /// Connects and logs in. Blocks; the connection is closed when `life` is over, whatever the
    /// server does with it.
    ///
    /// @param mostBytes that the server may answer to one command
    public ImapMailbox open(ImapServer server, Secret password, Duration life, int mostBytes)
            throws ImapTrouble {
        var plain = connect(server);
        var watch = Threads.virtual("IMAP time limit", () -> end(plain, life));
        try {
            var socket = secure(plain, server, mostBytes);
            var protocol = begin(server, socket);
            var mailbox = new ImapMailbox(protocol, socket, watch);
            mailbox.login(server.user(), password);
            return mailbox;
        } catch (ImapTrouble | RuntimeException failure) {
            watch.interrupt();
            close(plain);
            throw failure;
        }
    }

    private void end(Socket socket, Duration life) {
        try {
            surroundings.clock().sleepUntil(surroundings.clock().now().plus(life));
            close(socket);
        } catch (InterruptedException _) {
            // Closed in time.
        }
    }

    private Socket connect(ImapServer server) throws ImapTrouble {
        IOException last = null;
        try {
            for (var address : surroundings.resolver().addresses(server.host())) {
                try {
                    var place = new InetSocketAddress(address, server.port());
                    var socket = surroundings.connector().connect(place, CONNECT);
                    socket.setSoTimeout((int) READ.toMillis());
                    return socket;
                } catch (IOException e) {
                    last = e;
                }
            }
        } catch (UnknownHostException e) {
            throw new ImapTrouble(Kind.UNREACHABLE, "there is no such host name", e);
        } catch (IOException e) {
            last = e;
        }
        var why = last == null ? "it has no address" : String.valueOf(last.getMessage());
        throw new ImapTrouble(Kind.UNREACHABLE, why, last);
    }

    private SecuredSocket secure(Socket plain, ImapServer server, int mostBytes)
            throws ImapTrouble {
        var greeting =
                switch (server.security()) {
                    case IMPLICIT -> "";
                    case STARTTLS -> startTls(plain);
                };
        try {
            var secured = tls.over(plain, server.host(), server.authorities());
            secured.startHandshake();
            return SecuredSocket.over(secured, greeting, mostBytes);
        } catch (SSLException e) {
            throw new ImapTrouble(Kind.TLS, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /// Read byte by byte, so that nothing that came in clear is taken for what TLS protects.
    ///
    /// @return a greeting for the library, since the server's own has been read
    private static String startTls(Socket plain) throws ImapTrouble {
        try {
            if (!line(plain).startsWith("* OK")) {
                throw new ImapTrouble(Kind.BROKEN, "it does not greet as IMAP servers do", null);
            }
            plain.getOutputStream().write("tls1 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = line(plain);
            for (int i = 0; i < 20 && answer.startsWith("* "); i++) answer = line(plain);
            // RFC 9051 §6.2.1. Without TLS nothing more is said.
            if (answer.startsWith("tls1 OK")) return "* OK secured\r\n";
            throw new ImapTrouble(Kind.NO_TLS, answer.replace("tls1 ", ""), null);
        } catch (ImapTrouble e) {
            throw e;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static String line(Socket plain) throws IOException {
        var line = new StringBuilder();
        var in = plain.getInputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) throw new IOException("the server hung up");
            if (line.length() >= MOST_BEFORE_TLS) throw new IOException("an endless line");
            line.append((char) octet);
        }
        return line.toString().strip();
    }

    private static IMAPProtocol begin(ImapServer server, SecuredSocket socket) throws ImapTrouble {
        var properties = new Properties();
        properties.put("mail.imap.socketFactory", new Given(socket));
        // Without this the library, when our connection fails it, makes one of its own, in clear.
        properties.put("mail.imap.socketFactory.fallback", "false");
        properties.put("mail.imap.timeout", String.valueOf(READ.toMillis()));
        var silent = new MailLogger("dev.facteur.imap", "", false, System.err);
        try {
            return new IMAPProtocol(
                    "imap", server.host(), server.port(), properties, false, silent);
        } catch (IOException e) {
            throw broken(e);
        } catch (ProtocolException | RuntimeException | StackOverflowError e) {
            var failure = socket.bounds().failure();
            throw broken(failure == null ? e : failure);
        }
    }

    static ImapTrouble broken(Throwable why) {
        return new ImapTrouble(Kind.BROKEN, String.valueOf(why.getMessage()), why);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It was given up already.
        }
    }

    /// Hands the library the connection that was made for it.
    private static final class Given extends SocketFactory {
        private final SecuredSocket socket;

        Given(SecuredSocket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            return socket;
        }
    }
}
