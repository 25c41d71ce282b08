package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.platform.imap.ImapServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Mailboxes as a receiver has them: Dovecot takes mail by LMTP, files it by a Sieve script, and
/// shows it by IMAP. Every user name has a mailbox; all have the same password.
public final class DovecotMailbox implements AutoCloseable {
    public static final String PASSWORD = "seed-password";

    private final TestAuthority authority;
    private final int implicit;
    private final int startTls;
    private final int lmtp;
    private final ForeignServer server;

    private DovecotMailbox(
            TestAuthority authority, int implicit, int startTls, int lmtp, ForeignServer server) {
        this.authority = authority;
        this.implicit = implicit;
        this.startTls = startTls;
        this.lmtp = lmtp;
        this.server = server;
    }

    /// Returns when it takes connections.
    ///
    /// @param sieve the receiver's rules, applied to what comes by LMTP
    public static DovecotMailbox start(Path folder, TestAuthority authority, String sieve)
            throws IOException {
        Files.createDirectories(folder);
        // It runs as several users.
        Program.of("chmod", "755", folder.resolve(".."), folder).succeed();
        var ports = FreePorts.take(3);
        var issued = authority.issueRsa(Duration.ofDays(30), "localhost", "127.0.0.1");
        var program =
                PeerWorld.in(
                                folder,
                                "dovecot-core",
                                "dovecot-imapd",
                                "dovecot-lmtpd",
                                "dovecot-sieve")
                        .file("/etc/hop/key.pem", Files.readString(issued.keyFile()))
                        .file(
                                "/etc/hop/certificate.pem",
                                Files.readString(issued.certificateFile()))
                        .file("/etc/filing.sieve", sieve)
                        .script("dovecot-mailbox.sh")
                        .limit(Duration.ofSeconds(130))
                        .environment("IMPLICIT", String.valueOf(ports.get(0)))
                        .environment("STARTTLS", String.valueOf(ports.get(1)))
                        .environment("LMTP", String.valueOf(ports.get(2)))
                        .environment("PASSWORD", PASSWORD);
        int lmtp = ports.get(2);
        var server =
                ForeignServer.until(folder.resolve("stop"), program, folder.resolve("mainlog"))
                        .awaitOpen("Dovecot", () -> isReady(lmtp));
        return new DovecotMailbox(authority, ports.get(0), ports.get(1), lmtp, server);
    }

    private static boolean isReady(int lmtp) throws IOException {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), lmtp)) {
            return client.getInputStream().read() == '2';
        }
    }

    /// The mailbox of this user, by TLS from the first byte.
    public ImapServer implicit(String user) {
        return new ImapServer(
                "localhost", implicit, ImapServer.Security.IMPLICIT, user, authority.caFile());
    }

    /// The mailbox of this user, by STARTTLS.
    public ImapServer startTls(String user) {
        return new ImapServer(
                "localhost", startTls, ImapServer.Security.STARTTLS, user, authority.caFile());
    }

    /// Where a mail server hands over mail (LMTP, RFC 2033).
    public int lmtpPort() {
        return lmtp;
    }

    /// Hands over a mail as a mail server does that has taken it.
    ///
    /// @param content with CRLF at the ends of lines
    public void deliver(String user, String content) throws IOException {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), lmtp)) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            var out = client.getOutputStream();
            expect(in, "220");
            for (var command :
                    new String[] {
                        "LHLO mx.test", "MAIL FROM:<>", "RCPT TO:<" + user + "@seed.test>", "DATA"
                    }) {
                out.write((command + "\r\n").getBytes(ISO_8859_1));
                expect(in, command.equals("DATA") ? "354" : "250");
            }
            var stuffed = content.replace("\r\n.", "\r\n..");
            out.write((stuffed + "\r\n.\r\n").getBytes(ISO_8859_1));
            expect(in, "250");
        }
    }

    private void expect(BufferedReader in, String code) throws IOException {
        var line = in.readLine();
        while (line != null && line.startsWith(code + "-")) line = in.readLine();
        if (line == null || !line.startsWith(code)) {
            throw new IOException("expected " + code + ", got " + line + "\n" + log());
        }
    }

    /// Its log, also for messages of failed tests.
    public String log() {
        return server.log();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
