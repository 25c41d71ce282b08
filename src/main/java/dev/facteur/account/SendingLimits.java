package dev.facteur.account;

import org.jspecify.annotations.Nullable;

/// To how many recipients a site may write in each of these times; null: to as many as it likes.
public record SendingLimits(
        @Nullable Integer minute, @Nullable Integer hour, @Nullable Integer day) {
    public static final SendingLimits NONE = new SendingLimits(null, null, null);

    public SendingLimits {
        requireSome(minute);
        requireSome(hour);
        requireSome(day);
    }

    private static void requireSome(@Nullable Integer limit) {
        if (limit != null && limit < 1) throw new IllegalArgumentException("a limit is at least 1");
    }
}
