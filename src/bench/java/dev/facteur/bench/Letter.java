package dev.facteur.bench;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.smtp.MailContent;
import java.io.ByteArrayInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;

/// The mails of a load: one body for all, made once; a header of its own for each, so that none is
/// taken for the repetition of another.
final class Letter {
    static final String DOMAIN = "bench.example";
    private static final Address SENDER = new Address("shop", DOMAIN);
    static final String RECIPIENTS = "sink.example";

    /// Where nobody is reached today.
    static final String PUT_OFF = "later.example";

    static final int PUT_OFF_RECIPIENTS = 10;
    private static final int PUT_OFF_BYTES = 1_000;

    /// As long as people write them.
    private static final int LINE = 76;

    private static final int CRLF = 2;

    private final byte[] body;
    private final String nonce;
    private final String date;

    private final String domain;
    private final int recipients;

    private Letter(byte[] body, String nonce, String date, String domain, int recipients) {
        this.body = body;
        this.nonce = nonce;
        this.date = date;
        this.domain = domain;
        this.recipients = recipients;
    }

    /// @param bytes of the body
    static Letter of(int bytes, SecureRandom random, Instant now) {
        var nonce = new byte[8];
        random.nextBytes(nonce);
        return new Letter(
                body(bytes, random),
                HexFormat.of().formatHex(nonce),
                Dates.format(now),
                RECIPIENTS,
                1);
    }

    /// Mails that the provider puts off, small and to several people each.
    static Letter putOff(SecureRandom random, Instant now) {
        var letter = of(PUT_OFF_BYTES, random, now);
        return new Letter(letter.body, letter.nonce, letter.date, PUT_OFF, PUT_OFF_RECIPIENTS);
    }

    /// Of each body.
    int bytes() {
        return body.length;
    }

    /// One of them, ready to be sent.
    record Numbered(Envelope envelope, int size, MailContent content) {}

    /// The mail to the recipient of that number.
    Numbered number(int number) {
        var to = new Address(Integer.toString(number), domain);
        var header =
                """
                From: The shop <%s>\r
                To: <%s>\r
                Subject: Your order %d\r
                Date: %s\r
                Message-ID: <%d.%s@%s>\r
                MIME-Version: 1.0\r
                Content-Type: text/plain; charset=us-ascii\r
                \r
                """
                        .formatted(SENDER, to, number, date, number, nonce, DOMAIN);
        var beginning = header.getBytes(StandardCharsets.US_ASCII);
        return new Numbered(
                envelope(to),
                beginning.length + body.length,
                () ->
                        new SequenceInputStream(
                                new ByteArrayInputStream(beginning),
                                new ByteArrayInputStream(body)));
    }

    private Envelope envelope(Address to) {
        var all = new ArrayList<Recipient>(recipients);
        for (int i = 0; i < recipients; i++) {
            var address = i == 0 ? to : new Address(to.localPart() + "-" + i, domain);
            all.add(new Recipient(i, address, Notify.UNSTATED, null));
        }
        return Envelope.of(SENDER, all);
    }

    /// Lines of letters and digits, each ending in CRLF, exactly so many bytes.
    private static byte[] body(int bytes, SecureRandom random) {
        var noise = new byte[bytes];
        random.nextBytes(noise);
        var letters = Base64.getEncoder().encode(noise);
        var body = new byte[bytes];
        int written = 0;
        while (written < bytes) {
            int line = Math.min(LINE, bytes - written - CRLF);
            // One byte alone would be left over for the last line, and it needs two.
            if (bytes - written - CRLF - line == 1) line--;
            System.arraycopy(letters, written, body, written, line);
            body[written + line] = '\r';
            body[written + line + 1] = '\n';
            written += line + CRLF;
        }
        return body;
    }
}
