package dev.facteur.mail;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// Names one accepted mail, everywhere: reply text, Received header, events, pages, the plugin.
///
/// Ids grow with time, so the newest rows lie together in every index. The printed form is thirteen
/// characters of Crockford's base 32, which survives being read out on the telephone.
public record MailId(long value) implements Comparable<MailId> {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 13;

    /// An id is the milliseconds of its time above so many bits of its own.
    public static final int LOW_BITS = 20;

    public MailId {
        if (value < 0) throw new IllegalArgumentException("a mail id is never negative: " + value);
    }

    /// Greater than every id given until that millisecond, as long as the clock was not set back.
    public static MailId firstAfter(Instant time) {
        return new MailId((time.toEpochMilli() + 1) << LOW_BITS);
    }

    /// When it was given, to the millisecond.
    public Instant time() {
        return Instant.ofEpochMilli(value >>> LOW_BITS);
    }

    /// Reads the printed form; empty when the text is not one.
    public static Optional<MailId> parse(String text) {
        if (text.length() != LENGTH) return Optional.empty();
        long value = 0;
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            int digit = DIGITS.indexOf(c);
            if (digit < 0 || value > Long.MAX_VALUE >>> 5) return Optional.empty();
            value = (value << 5) | digit;
        }
        return Optional.of(new MailId(value));
    }

    @Override
    public int compareTo(MailId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        var text = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            text[LENGTH - 1 - i] = DIGITS.charAt((int) (value >>> (5 * i)) & 31);
        }
        return new String(text);
    }
}
