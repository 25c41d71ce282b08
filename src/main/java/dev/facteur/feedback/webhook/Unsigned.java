package dev.facteur.feedback.webhook;

import java.time.Instant;

/// A provider that signs nothing.
interface Unsigned extends Hook {
    @Override
    default Key key() {
        return Key.NONE;
    }

    @Override
    default void prove(Call call, String key, Instant now) {}
}
