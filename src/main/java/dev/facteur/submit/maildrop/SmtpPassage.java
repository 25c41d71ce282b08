package dev.facteur.submit.maildrop;

import dev.facteur.platform.UnixSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// `sendmail -bs`: lets a program that speaks SMTP on its pipes (Symfony Mailer's default) speak
/// with the running gateway.
final class SmtpPassage {
    /// RFC 5321 §4.5.3.2.7: a server waits five minutes for the next command.
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private static final int BUFFER = 16_384;

    private static final String NO_GATEWAY =
            "421 4.3.2 The gateway is not running; start it with facteur serve\r\n";

    private final Path socket;
    private final InputStream in;
    private final OutputStream out;

    SmtpPassage(Path socket, InputStream in, OutputStream out) {
        this.socket = socket;
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
            converse(gateway);
            return ExitCode.OK;
        }
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
