package dev.facteur.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of a call.
///
/// @param status of HTTP; null when there was no answer
/// @param trouble in words; `""` when it was taken
/// @param words the beginning of the answer, for whoever looks for the reason
/// @param again how long the receiver asks us to wait (RFC 9110 §10.2.3); null when it does not
public record CallResult(
        @Nullable Integer status,
        long millis,
        String trouble,
        String words,
        @Nullable Duration again) {
    boolean taken() {
        return trouble.isEmpty();
    }

    /// RFC 9110 §15.5.11: that address is gone for good.
    boolean gone() {
        return status != null && status == 410;
    }
}
