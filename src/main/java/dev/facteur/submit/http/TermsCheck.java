package dev.facteur.submit.http;

import dev.facteur.mail.Labels;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.submit.Terms;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When a mail is sent, until when, and with which labels.
///
/// @param path what stands before the names of members in a refusal
record TermsCheck(String path, Instant now) {
    private static final Pattern METADATA_NAME =
            Pattern.compile("[A-Za-z0-9_.-]{1," + Limits.METADATA_NAME + "}");

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    Terms terms(
            @Nullable String sendAt,
            @Nullable String expiresAt,
            @Nullable List<String> tags,
            @Nullable Map<String, String> metadata)
            throws HttpRefusal {
        var later = time("send_at", sendAt);
        var end = time("expires_at", expiresAt);
        if (later != null && later.isAfter(now.plus(Duration.ofDays(Limits.DAYS_AHEAD)))) {
            throw Wrong.field(
                    path + "send_at",
                    "time",
                    "\"send_at\" is at most " + Limits.DAYS_AHEAD + " days ahead.");
        }
        if (end != null && !end.isAfter(later != null && later.isAfter(now) ? later : now)) {
            throw Wrong.field(
                    path + "expires_at",
                    "time",
                    "\"expires_at\" is in the past, or not after \"send_at\".");
        }
        return new Terms(later, end, new Labels(tags(tags), metadata(metadata)));
    }

    /// RFC 3339 §5.6.
    private @Nullable Instant time(String member, @Nullable String text) throws HttpRefusal {
        if (text == null) return null;
        try {
            var time = OffsetDateTime.parse(text).toInstant();
            // The database counts milliseconds.
            if (time.isAfter(Instant.EPOCH) && time.isBefore(LAST)) return time;
        } catch (DateTimeParseException notATime) {
            // Said below.
        }
        throw Wrong.field(
                path + member,
                "time",
                "\"" + member + "\" is a time like 2026-11-24T09:00:00Z or with +01:00.");
    }

    private List<String> tags(@Nullable List<String> tags) throws HttpRefusal {
        if (tags == null) return List.of();
        if (tags.size() > Limits.TAGS) throw Wrong.tooMany(path + "tags", Limits.TAGS);
        for (int i = 0; i < tags.size(); i++) {
            var field = path + "tags." + i;
            if (tags.get(i).isBlank()) throw Wrong.field(field, "tag", "A tag is not empty.");
            Words.oneLine(field, tags.get(i), Limits.TAG);
        }
        return List.copyOf(new LinkedHashSet<>(tags));
    }

    private Map<String, String> metadata(@Nullable Map<String, String> metadata)
            throws HttpRefusal {
        if (metadata == null) return Map.of();
        if (metadata.size() > Limits.METADATA) {
            throw Wrong.tooMany(path + "metadata", Limits.METADATA);
        }
        for (var entry : metadata.entrySet()) {
            if (!METADATA_NAME.matcher(entry.getKey()).matches()) {
                throw Wrong.field(
                        path + "metadata",
                        "metadata-name",
                        "A name in \"metadata\" has up to "
                                + Limits.METADATA_NAME
                                + " letters, digits and _ . -");
            }
            Words.oneLine(
                    path + "metadata." + entry.getKey(), entry.getValue(), Limits.METADATA_VALUE);
        }
        return metadata;
    }
}
