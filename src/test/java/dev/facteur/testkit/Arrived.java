package dev.facteur.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// One mail that reached the provider.
public final class Arrived {
    private static final byte[] BLANK = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String recipient;
    private final byte[] bytes;

    private Arrived(String recipient, byte[] bytes) {
        this.recipient = recipient;
        this.bytes = bytes;
    }

    static Arrived read(Path file) {
        try {
            return of(withCrlf(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The envelope recipient.
    public String recipient() {
        return recipient;
    }

    /// The mail as Postfix got it: its own Return-Path, Delivered-To and Received are taken off,
    /// lines end in CRLF. Not a copy.
    public byte[] bytes() {
        return bytes;
    }

    /// The bytes after the empty line; all lines end in CRLF.
    public byte[] body() {
        return bodyOf(bytes);
    }

    /// The header section as text, each byte a character, without the empty line.
    public String headers() {
        return headersOf(bytes);
    }

    /// The unfolded value of the first field of that name, `""` when there is none.
    public String header(String name) {
        var fields = fields(name);
        return fields.isEmpty() ? "" : fields.getFirst();
    }

    /// The unfolded values of all fields of that name, top first.
    public List<String> fields(String name) {
        var pattern = Pattern.compile("(?dmi)^" + name + ":((?:[^\r\n]*\r\n[ \t])*[^\r\n]*)\r$");
        return pattern.matcher(headers() + "\r\n")
                .results()
                .map(found -> found.group(1).replace("\r\n", "").strip())
                .toList();
    }

    public static byte[] bodyOf(byte[] mail) {
        int at = indexOf(mail, BLANK);
        return at < 0 ? new byte[0] : Arrays.copyOfRange(mail, at + BLANK.length, mail.length);
    }

    public static String headersOf(byte[] mail) {
        int at = indexOf(mail, BLANK);
        return new String(mail, 0, at < 0 ? mail.length : at, StandardCharsets.ISO_8859_1);
    }

    /// Each byte a character, so that a failed comparison can be read.
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Postfix keeps mails with LF alone; a CR that was in the mail stays as it is.
    static byte[] withCrlf(byte[] stored) {
        var out = new ByteArrayOutputStream(stored.length + stored.length / 40);
        for (byte each : stored) {
            if (each == '\n') out.write('\r');
            out.write(each);
        }
        return out.toByteArray();
    }

    private static Arrived of(byte[] mail) {
        var headers = headersOf(mail);
        var delivered = Pattern.compile("(?dm)^Delivered-To: (.*)\r$").matcher(headers);
        var recipient = delivered.find() ? delivered.group(1) : "";
        // virtual(8) writes Return-Path, X-Original-To when it differs, Delivered-To; smtpd put its
        // Received below them. All of it is above what the client sent.
        var own = Pattern.compile("(?dms)\\A.*?^Received: .*?\r\n(?![ \t])");
        var matcher = own.matcher(headers + "\r\n");
        int end = matcher.find() ? matcher.end() : 0;
        return new Arrived(recipient, Arrays.copyOfRange(mail, end, mail.length));
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) return i;
        }
        return -1;
    }
}
