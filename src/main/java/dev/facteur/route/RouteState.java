package dev.facteur.route;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A route and how it stands.
///
/// @param isDefault whether lanes that name no route take it
/// @param parked null when all is well
public record RouteState(Route route, boolean isDefault, @Nullable Parked parked) {

    /// The account at the provider is in trouble; mail waits until somebody acts.
    public record Parked(Instant at, String why) {}
}
