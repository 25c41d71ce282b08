package dev.facteur.submit.maildrop;

import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.UnixSocket;
import dev.facteur.protocol.smtp.DotStuffer;
import dev.facteur.protocol.smtp.SmtpInput;
import dev.facteur.submit.Answers;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hands one message to the running gateway through its socket, in SMTP. Used by one thread.
final class LocalDoor implements Closeable {
    /// A web page waits meanwhile, and the maildrop takes the mail when this is over.
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final String HEXADECIMAL = "0123456789ABCDEF";
    private static final int MAX_REPLY_LINE = 4_096;
    private static final int MAX_REPLY_LINES = 100;

    private final Closeable connection;
    private final SmtpInput in;
    private final OutputStream out;

    private LocalDoor(Closeable connection, InputStream in, OutputStream out) {
        this.connection = connection;
        this.in = new SmtpInput(in);
        this.out = new BufferedOutputStream(out, 65_536);
    }

    static LocalDoor open(Path socket) throws IOException {
        var connection = UnixSocket.connect(socket, TIMEOUT);
        return new LocalDoor(connection, connection.input(), connection.output());
    }

    /// A door behind which nobody is: it accepts one mail for one recipient and forgets it.
    /// Speaking with it once lets the JVM note what a conversation needs, for a cache that starts
    /// later calls sooner.
    static LocalDoor rehearsal() {
        var answers = "220 a\r\n250-b\r\n250 c\r\n250 d\r\n250 e\r\n354 f\r\n250 g\r\n";
        var in = new ByteArrayInputStream(answers.getBytes(StandardCharsets.US_ASCII));
        return new LocalDoor(in, in, OutputStream.nullOutputStream());
    }

    /// What the gateway said in the end: to the content when it got that far, else to the first
    /// command it did not accept. Either it has the whole mail for all recipients, or nothing.
    ///
    /// @param text code and text as it came
    /// @param onRecipient the answer is about a recipient
    record Answer(int code, String text, boolean onRecipient) {
        boolean kept() {
            return code < 400;
        }

        /// Never to be taken as it is; otherwise the maildrop may have it.
        boolean refused() {
            return !kept() && !Answers.isTroubleOfTheGateway(code, status());
        }

        /// RFC 2034: what stands behind the code.
        String status() {
            int end = text.indexOf(' ', 4);
            return text.length() <= 4 ? "" : text.substring(4, end < 0 ? text.length() : end);
        }
    }

    /// @param site of which site the program says that it is; null when it says nothing
    Answer send(Envelope envelope, @Nullable String site, long size, InputStream content)
            throws IOException {
        var greeting = readAnswer(false);
        if (!greeting.kept()) return greeting;
        var hello = command("EHLO localhost", false);
        if (!hello.kept()) return hello;
        if (site != null) {
            var taken = command("XSITE " + site, false);
            if (!taken.kept()) return quit(taken);
        }
        var mail = command(mailCommand(envelope, size), false);
        if (!mail.kept()) return quit(mail);
        for (var recipient : envelope.recipients()) {
            var answer = command(recipientCommand(recipient), true);
            if (!answer.kept()) return quit(answer);
        }
        var start = command("DATA", false);
        if (start.code() != 354) return quit(start);
        sendContent(content);
        return quit(readAnswer(false));
    }

    private static String mailCommand(Envelope envelope, long size) {
        var command = new StringBuilder("MAIL FROM:<" + envelope.senderText() + "> SIZE=" + size);
        if (envelope.body() == Envelope.Body.EIGHT_BIT) command.append(" BODY=8BITMIME");
        if (envelope.smtpUtf8()) command.append(" SMTPUTF8");
        switch (envelope.returned()) {
            case FULL -> command.append(" RET=FULL");
            case HEADERS -> command.append(" RET=HDRS");
            case UNSTATED -> {}
        }
        var id = envelope.envelopeId();
        if (id != null) command.append(" ENVID=").append(xtext(id));
        return command.toString();
    }

    private static String recipientCommand(Recipient recipient) {
        var notify = recipient.notification().parameter();
        var command = "RCPT TO:<" + recipient.address() + ">";
        return notify.isEmpty() ? command : command + " NOTIFY=" + notify;
    }

    /// RFC 3461 §4: what a parameter's value may not contain is written as `+` and two digits.
    private static String xtext(String text) {
        var encoded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c != '+' && c != '=' && c <= '~') {
                encoded.append(c);
            } else {
                encoded.append('+').append(HEXADECIMAL.charAt(c >> 4));
                encoded.append(HEXADECIMAL.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    private void sendContent(InputStream content) throws IOException {
        var stuffed = new DotStuffer(out);
        var buffer = new byte[65_536];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            stuffed.write(buffer, 0, count);
        }
        stuffed.finish();
        out.flush();
    }

    private Answer quit(Answer answer) {
        try {
            // The answer to QUIT says nothing new, so nobody waits for it.
            out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException alreadyGone) {
            // What counts was said before.
        }
        return answer;
    }

    private Answer command(String line, boolean onRecipient) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return readAnswer(onRecipient);
    }

    private Answer readAnswer(boolean onRecipient) throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < MAX_REPLY_LINES; i++) {
            var line = in.readLine(MAX_REPLY_LINE);
            if (line == null) throw new EOFException("the gateway hung up");
            if (line.length() < 3) throw new IOException("the gateway does not speak SMTP");
            text.append(text.isEmpty() ? line : " " + line.substring(Math.min(4, line.length())));
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Answer(Integer.parseInt(line, 0, 3, 10), text.toString(), onRecipient);
            }
        }
        throw new IOException("the gateway's answer does not end");
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
