package dev.facteur.protocol.mime;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Dates of headers (RFC 5322 §3.3).
public final class Dates {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private Dates() {}

    /// `Mon, 23 Nov 2026 09:05:00 +0000`.
    ///
    /// By hand, because the JDK's formatter loads what it knows of all languages, which takes
    /// longer than all else `facteur sendmail` does.
    public static String format(Instant instant) {
        var time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        var text = new StringBuilder(32);
        text.append(name(DAYS, time.getDayOfWeek().getValue())).append(", ");
        text.append(time.getDayOfMonth()).append(' ');
        text.append(name(MONTHS, time.getMonthValue())).append(' ').append(time.getYear());
        appendTwoDigits(text.append(' '), time.getHour());
        appendTwoDigits(text.append(':'), time.getMinute());
        appendTwoDigits(text.append(':'), time.getSecond());
        return text.append(" +0000").toString();
    }

    private static String name(String names, int number) {
        return names.substring(3 * number - 3, 3 * number);
    }

    private static void appendTwoDigits(StringBuilder text, int number) {
        if (number < 10) text.append('0');
        text.append(number);
    }
}
