package dev.facteur.platform.config;

import java.net.URI;
import java.time.Duration;

/// The table `[alerts]`: from when on somebody is told, and how often at most.
///
/// @param from the sender of alerts that go by mail; `""`: chosen among the sender domains
/// @param telegram the server of Telegram's Bot API, without a final slash
/// @param perHour messages to one channel
/// @param calm how long a condition has to stay away before its end is told
/// @param failuresPercent of the mail that came to its end
/// @param failuresOf so many mails have to have come to their end
/// @param queueOver so many recipients have to be late
/// @param complaintsPerThousand of the mail that was delivered in a week
/// @param complaintsOver so many complaints have to have come
public record AlertSettings(
        String from,
        URI telegram,
        int perHour,
        Duration calm,
        int failuresPercent,
        int failuresOf,
        Duration failuresWithin,
        Duration queueOlder,
        int queueOver,
        int complaintsPerThousand,
        int complaintsOver) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MANY = 1_000_000;

    static AlertSettings of(Settings settings) {
        return new AlertSettings(
                from(settings, settings.text("alerts.from")),
                telegram(settings, settings.text("alerts.telegram")),
                settings.integer("alerts.per_hour", 1, 1_000),
                settings.duration("alerts.calm", Duration.ZERO, DAY),
                settings.integer("alerts.failures_percent", 1, 100),
                settings.integer("alerts.failures_of", 1, MANY),
                settings.duration("alerts.failures_within", Duration.ofMinutes(10), DAY),
                settings.duration("alerts.queue_older", MINUTE, DAY.multipliedBy(30)),
                settings.integer("alerts.queue_over", 1, MANY),
                settings.integer("alerts.complaints_per_thousand", 1, 1_000),
                settings.integer("alerts.complaints_over", 1, MANY));
    }

    private static String from(Settings settings, String text) {
        if (!text.isEmpty() && !Config.isAddress(text)) {
            settings.refuse(
                    "alerts.from",
                    "mail-address",
                    "“" + text + "” is not an address; write for example \"alerts@example.com\"",
                    text);
        }
        return text;
    }

    private static URI telegram(Settings settings, String text) {
        if (text.matches("https?://[A-Za-z0-9.:\\[\\]-]+/?")) {
            try {
                var address = URI.create(text.replaceFirst("/+$", ""));
                if (address.getHost() != null) return address;
            } catch (IllegalArgumentException malformed) {
                // Falls through to the same complaint.
            }
        }
        settings.refuse(
                "alerts.telegram",
                "alert-telegram",
                "“"
                        + text
                        + "” is not the address of a Bot API server; write for example"
                        + " \"https://api.telegram.org\"",
                text);
        return URI.create("https://api.telegram.org");
    }
}
