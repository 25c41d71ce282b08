package dev.facteur.account;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the operator has decided about DKIM keys.
///
/// @param zone in which keys are published; null: each domain's owner publishes his own
/// @param stay how long a record stays after its key has signed for the last time
/// @param rotation how long a key signs before the next one is made by itself, where we publish it;
///   null: until somebody says so
public record KeyRules(@Nullable HostedZone zone, Duration stay, @Nullable Duration rotation) {
    /// RFC 5321 §4.5.4.1: servers keep mail for four or five days before they give it up, and ours
    /// is not the only queue on the way.
    private static final Duration LEAST_STAY = Duration.ofDays(7);

    /// Domains that were added together take turns over this part of the time.
    private static final int SPREAD = 20;

    /// Where nothing was decided.
    public static final KeyRules DEFAULT = new KeyRules(null, LEAST_STAY, null);

    /// @param longestLifetime of mail in our own queue
    public static KeyRules of(
            @Nullable HostedZone zone, Duration longestLifetime, @Nullable Duration rotation) {
        var stay = longestLifetime.plusDays(1);
        return new KeyRules(zone, stay.compareTo(LEAST_STAY) < 0 ? LEAST_STAY : stay, rotation);
    }

    /// When the record of a key may go, by what is known now; null while it is needed.
    public @Nullable Instant removableAt(DkimKey key) {
        return switch (key.state()) {
            case KeyState.Next _, KeyState.Signing _ -> null;
            case KeyState.Retiring retiring -> retiring.since().plus(stay);
            case KeyState.Retired retired -> retired.since();
        };
    }

    /// When the successor of a key is made by itself; null when it is not.
    public @Nullable Instant succeededAt(Domain domain, DkimKey key) {
        if (rotation == null || key.hosting() == null || !key.signs()) return null;
        long place = Math.floorMod(domain.id() * 2_654_435_761L, 1_000L);
        var earlier = rotation.dividedBy(SPREAD).multipliedBy(place).dividedBy(1_000);
        return key.state().since().plus(rotation).minus(earlier);
    }
}
