package dev.facteur.bench;

import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.ReplyWriter;
import dev.facteur.protocol.smtp.SmtpInput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One conversation with the [Sink]. It believes what it is told as far as it may, to be cheap: it
/// shares the machine with the gateway that is measured. Runs on one virtual thread.
final class SinkSession {
    private static final String NAME = "sink.example";
    private static final int IDLE_MILLIS = 300_000;
    private static final int MAX_LINE = 2_000;
    private static final List<String> OFFERED =
            List.of(
                    "PIPELINING",
                    "CHUNKING",
                    "SIZE 52428800",
                    "8BITMIME",
                    "ENHANCEDSTATUSCODES",
                    "DSN");
    private static final Reply NO_NUMBER = Reply.of(550, "5.1.1", "The local part is a number");
    private static final Reply LATER = Reply.of(451, "4.3.2", "Not now, later");
    private static final Reply TAKEN = Reply.of(250, "2.0.0", "Taken");
    private static final byte[] SIGNATURE = "DKIM-Signature:".getBytes(StandardCharsets.US_ASCII);

    private final Sink sink;
    private final Socket plain;
    private SmtpInput input;
    private ReplyWriter output;
    private boolean secured;
    private boolean known;
    private boolean open = true;
    private boolean begun;
    private @Nullable Integer number;

    SinkSession(Sink sink, Socket plain) throws IOException {
        this.sink = sink;
        this.plain = plain;
        plain.setSoTimeout(IDLE_MILLIS);
        this.input = new SmtpInput(plain.getInputStream());
        this.output = new ReplyWriter(plain.getOutputStream());
    }

    void run() throws IOException {
        output.write(Replies.greeting(NAME));
        while (open) {
            // Commands that came in one piece are answered in one piece (RFC 2920 §3.2).
            if (!input.hasBuffered()) output.flush();
            var line = input.readLine(MAX_LINE);
            if (line == null) return;
            answer(line);
        }
        output.flush();
    }

    private void answer(String line) throws IOException {
        int blank = line.indexOf(' ');
        var verb = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" -> output.write(Replies.ehlo(NAME, extensions()));
            case "STARTTLS" -> startTls();
            case "AUTH" -> output.write(login(line));
            case "MAIL" -> output.write(mail());
            case "RCPT" -> output.write(recipient(line));
            case "DATA" -> data();
            case "BDAT" -> chunk(line);
            case "RSET" -> {
                forget();
                output.write(Replies.OK);
            }
            case "NOOP" -> output.write(Replies.OK);
            case "QUIT" -> {
                output.write(Replies.BYE);
                open = false;
            }
            default -> output.write(Replies.UNKNOWN_COMMAND);
        }
    }

    private List<String> extensions() {
        var extensions = new ArrayList<>(OFFERED);
        boolean inClear = sink.demands().tls() != null && !secured;
        if (inClear) extensions.add("STARTTLS");
        else if (sink.demands().login() != null) extensions.add("AUTH PLAIN");
        return extensions;
    }

    private void startTls() throws IOException {
        var tls = sink.demands().tls();
        if (tls == null || secured) {
            output.write(Replies.TLS_NOT_OFFERED);
            return;
        }
        output.write(Replies.START_TLS);
        output.flush();
        var socket = tls.over(plain);
        socket.startHandshake();
        input = new SmtpInput(socket.getInputStream());
        output = new ReplyWriter(socket.getOutputStream());
        secured = true;
    }

    /// AUTH PLAIN with its response on the same line, as the gateway sends it.
    private Reply login(String line) {
        var login = sink.demands().login();
        known = login != null && line.equals("AUTH PLAIN " + login.plain());
        return known ? Replies.AUTHENTICATED : Replies.WRONG_CREDENTIALS;
    }

    private Reply mail() {
        if (sink.demands().tls() != null && !secured) return Replies.TLS_FIRST;
        if (sink.demands().login() != null && !known) return Replies.AUTHENTICATION_REQUIRED;
        begun = true;
        return Replies.SENDER_OK;
    }

    private Reply recipient(String line) {
        if (!begun) return Replies.MAIL_FIRST;
        if (line.contains(Letter.PUT_OFF)) {
            sink.putOff();
            return LATER;
        }
        number = numberIn(line);
        return number == null ? NO_NUMBER : Replies.RECIPIENT_OK;
    }

    /// The local part between `<` and `@`; null when it is no number.
    private static @Nullable Integer numberIn(String line) {
        int from = line.indexOf('<') + 1;
        int to = line.indexOf('@', from);
        try {
            return to < 0 ? null : Integer.valueOf(line.substring(from, to));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private void forget() {
        begun = false;
        number = null;
    }

    private void data() throws IOException {
        if (number == null) {
            output.write(Replies.RCPT_FIRST);
            return;
        }
        output.write(Replies.START_DATA);
        output.flush();
        var content = new Beginning();
        input.readData(content);
        take(number, content.signed());
        forget();
        output.write(TAKEN);
    }

    /// A whole mail in one chunk, as the gateway sends it.
    private void chunk(String line) throws IOException {
        var content = new Beginning();
        input.readChunk(Long.parseLong(line.split(" ")[1]), content);
        if (number == null) {
            output.write(Replies.RCPT_FIRST);
            return;
        }
        take(number, content.signed());
        forget();
        output.write(TAKEN);
    }

    private void take(int mail, boolean signed) throws InterruptedIOException {
        try {
            sink.take(mail, signed);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the sink is closed");
        }
    }

    /// Forgets all but the first bytes: a signature goes above all other fields.
    private static final class Beginning implements SmtpInput.Sink {
        private final byte[] bytes = new byte[SIGNATURE.length];
        private int length;

        @Override
        public void accept(byte[] piece, int offset, int count) {
            int taken = Math.min(count, bytes.length - length);
            System.arraycopy(piece, offset, bytes, length, taken);
            length += taken;
        }

        boolean signed() {
            return Arrays.equals(bytes, SIGNATURE);
        }
    }
}
