package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import org.jspecify.annotations.Nullable;

/// An address in JSON: `"Zoë <zoe@example.net>"`, or `{"address": …, "name": …}`.
///
/// @param name null where the address may hold one itself
record Written(@Nullable String address, @Nullable String name) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    Written {}

    /// The first form.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Written of(String text) {
        return new Written(text, null);
    }
}
