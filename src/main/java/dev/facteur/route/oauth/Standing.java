package dev.facteur.route.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a route's authorisation stands, for people and programs; without a secret.
///
/// @param granted whether there is one
/// @param account who gave it; `""` when the provider did not say, or nobody had to
/// @param given when
/// @param renewed when the provider last gave an access token
/// @param ends when it ends, as far as that is known
/// @param endsSoon whether somebody should give it again now
/// @param trouble why no new token is had, a sentence; null when all is well
/// @param since when that began
public record Standing(
        boolean granted,
        String account,
        @Nullable Instant given,
        @Nullable Instant renewed,
        @Nullable Instant ends,
        boolean endsSoon,
        @Nullable String trouble,
        @Nullable Instant since) {}
