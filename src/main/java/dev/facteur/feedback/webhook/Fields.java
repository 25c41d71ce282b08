package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.feedback.echo.About;
import dev.facteur.mail.MailId;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads members of what providers send. Whatever is missing or of another kind is empty.
final class Fields {
    /// As our id of the mail is called wherever it travels along.
    static final String OUR_ID = "facteur_mail";

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Fields() {}

    static String text(JsonNode node, String member) {
        var value = node.path(member);
        return value.isValueNode() && !value.isNull() ? value.asString("") : "";
    }

    /// The first that says something.
    static String text(JsonNode node, List<String> members) {
        for (var member : members) {
            var text = text(node, member);
            if (!text.isEmpty()) return text;
        }
        return "";
    }

    static boolean truth(JsonNode node, String member) {
        return node.path(member).asBoolean(false);
    }

    /// Seconds since 1970, as a number or in words, perhaps with a fraction.
    static Instant seconds(JsonNode node, String member) {
        return number(node, member, 1_000);
    }

    static Instant millis(JsonNode node, String member) {
        return number(node, member, 1);
    }

    private static Instant number(JsonNode node, String member, int factor) {
        try {
            double value = Double.parseDouble(text(node, member));
            return possible(Instant.ofEpochMilli(Math.round(value * factor)));
        } catch (NumberFormatException e) {
            return Instant.EPOCH;
        }
    }

    /// A time like `2026-11-24T09:00:00Z`, with an offset or without.
    static Instant time(JsonNode node, String member) {
        var text = text(node, member);
        try {
            return possible(OffsetDateTime.parse(text.replace(' ', 'T')).toInstant());
        } catch (DateTimeException withoutOffset) {
            try {
                return possible(OffsetDateTime.parse(text + "Z").toInstant());
            } catch (DateTimeException none) {
                return Instant.EPOCH;
            }
        }
    }

    /// Others cannot be kept, which is in milliseconds, or are not what anybody meant.
    private static Instant possible(Instant time) {
        return time.isBefore(Instant.EPOCH) || time.isAfter(LATEST) ? Instant.EPOCH : time;
    }

    /// @param ours our own id of the mail, as it came back; `""` for none
    static About about(String ours, String remoteId, String messageId, String address) {
        return new About(MailId.parse(ours).orElse(null), null, remoteId, messageId, bare(address));
    }

    /// The address in `Name <user@example.com>`.
    static String bare(String address) {
        int open = address.lastIndexOf('<');
        int close = address.lastIndexOf('>');
        return open >= 0 && close > open ? address.substring(open + 1, close) : address;
    }

    /// The host of a link, null where there is none.
    static @Nullable String host(String link) {
        try {
            return URI.create(link).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// An id for what has none of its own: the same for the same pieces.
    static String id(String... pieces) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var piece : pieces) digest.update((piece + "\n").getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 20);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
