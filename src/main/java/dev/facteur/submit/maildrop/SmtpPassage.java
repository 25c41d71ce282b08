package dev.facteur.submit.maildrop;

import dev.facteur.platform.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `sendmail -bs`: lets a program that speaks SMTP on its pipes (Symfony Mailer's default) speak
/// with the running gateway.
final class SmtpPassage {
    /// RFC 5321 §4.5.3.2.7: a server waits five minutes for the next command.
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final int BUFFER = 16_384;
    private static final int LONGEST_REPLY = 4_096;

    private static final String NO_GATEWAY =
            "421 4.3.2 The gateway is not running; start it with facteur serve\r\n";

    private final Path socket;
    private final @Nullable String site;
    private final InputStream in;
    private final OutputStream out;

    /// @param site of which site the program says that it is; null when it says nothing
    SmtpPassage(Path socket, @Nullable String site, InputStream in, OutputStream out) {
        this.socket = socket;
        this.site = site;
        this.in = in;
        this.out = out;
    }

    int run() throws IOException {
        UnixSocket gateway;
        try {
            gateway = UnixSocket.connect(socket, TIMEOUT);
        } catch (IOException notRunning) {
            out.write(NO_GATEWAY.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return ExitCode.UNAVAILABLE;
        }
        try (gateway) {
            if (site != null && !introduce(gateway, site)) return ExitCode.NOT_PERMITTED;
            converse(gateway);
            return ExitCode.OK;
        }
    }

    /// Names the site before the program may say anything; a refusal is told in the place of the
    /// greeting (RFC 5321 §3.1).
    private boolean introduce(UnixSocket gateway, String name) throws IOException {
        var greeting = readReply(gateway.input());
        boolean refused = !greeting.startsWith("220");
        if (!refused) {
            gateway.output().write(("XSITE " + name + "\r\n").getBytes(StandardCharsets.UTF_8));
            var answer = readReply(gateway.input());
            refused = !answer.startsWith("250");
            if (refused) greeting = "554" + answer.substring(Math.min(3, answer.length()));
        }
        out.write(greeting.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return !refused;
    }

    /// A reply of one line, with its end. Not a byte more is read.
    private static String readReply(InputStream answers) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = answers.read(); octet >= 0; octet = answers.read()) {
            line.write(octet);
            if (octet == '\n' || line.size() == LONGEST_REPLY) break;
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /// Ends when the gateway hangs up, which it does after QUIT.
    private void converse(UnixSocket gateway) throws IOException {
        gateway.feed(in);
        var buffer = new byte[BUFFER];
        var answers = gateway.input();
        for (int count = answers.read(buffer); count >= 0; count = answers.read(buffer)) {
            out.write(buffer, 0, count);
            out.flush();
        }
    }
}
