package dev.facteur.alert;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of telling a channel something.
///
/// @param trouble in words, without a secret; `""` when it was taken
/// @param again how long the other side asks us to wait; null when it does not
public record Answer(String trouble, @Nullable Duration again) {
    static final Answer TAKEN = new Answer("", null);

    static Answer trouble(String words) {
        return new Answer(words, null);
    }

    public boolean taken() {
        return trouble.isEmpty();
    }
}
