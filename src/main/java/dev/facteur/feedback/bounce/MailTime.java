package dev.facteur.feedback.bounce;

import dev.facteur.protocol.mime.LooseHeader;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/// When a report was written, and what a second copy of it has in common with the first.
final class MailTime {
    /// An older date is a clock that is wrong.
    private static final Duration OLDEST = Duration.ofDays(30);

    private static final int MAX_ID = 150;

    private MailTime() {}

    /// By the clock of whoever wrote it, where that can be true.
    static Instant of(LooseHeader header, Instant now) {
        var date = header.first("Date").orElse("");
        int comment = date.indexOf('(');
        var text = (comment < 0 ? date : date.substring(0, comment)).strip();
        try {
            var written = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            boolean likely = written.isBefore(now) && written.isAfter(now.minus(OLDEST));
            return likely ? written : now;
        } catch (DateTimeException _) {
            return now;
        }
    }

    static String idOf(LooseHeader header, byte[] mail) {
        var id = header.first("Message-ID").orElse("").strip();
        if (!id.isEmpty() && id.length() <= MAX_ID) return id;
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(mail));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
