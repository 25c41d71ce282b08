package dev.facteur.api;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.KeyRules;
import dev.facteur.account.KeyState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A DKIM key as the API shows it. Times are ISO 8601, UTC.
///
/// @param state `next`, `signing`, `retiring` or `retired`
/// @param since when it came into that state
/// @param byItself whether a next key signs as soon as its record is seen; null in other states
/// @param seenAt when a next key's record was seen everywhere for the first time; null: not yet
/// @param succeededAt when the next key is made by itself; null: when somebody says so
/// @param removableAt when its record may go; null while it is needed
/// @param recordType what the domain's owner publishes: `TXT`, or `CNAME` where we publish the key
/// @param text the key itself, as it stands in DNS
/// @param publishedAt when our zone's server took it; null: not yet, or not ours to publish
record KeyView(
        String selector,
        String algorithm,
        String state,
        String since,
        @Nullable Boolean byItself,
        @Nullable String seenAt,
        @Nullable String succeededAt,
        @Nullable String removableAt,
        String recordName,
        String recordType,
        String recordValue,
        String text,
        @Nullable String publishedAt) {

    static KeyView of(Domain domain, DkimKey key, KeyRules rules) {
        var next = key.state() instanceof KeyState.Next waiting ? waiting : null;
        var hosting = key.hosting();
        return new KeyView(
                key.selector(),
                key.algorithm().word(),
                key.state().word(),
                key.state().since().toString(),
                next == null ? null : next.byItself(),
                next == null ? null : text(next.seenAt()),
                text(rules.succeededAt(domain, key)),
                text(rules.removableAt(key)),
                key.recordName(),
                hosting == null ? "TXT" : "CNAME",
                hosting == null ? key.recordValue() : hosting.target(),
                key.recordValue(),
                hosting == null ? null : text(hosting.publishedAt()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
