package dev.facteur.protocol.mime;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Dates of headers (RFC 5322 §3.3).
public final class Dates {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private Dates() {}

    /// `Mon, 23 Nov 2026 09:05:00 +0000`.
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
