package dev.facteur.route;

import dev.facteur.mail.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A route and how it stands.
///
/// @param place in the order of routes for lanes that name none, from 1; null when it is not in it
/// @param parked null when all is well
public record RouteState(Route route, @Nullable Integer place, @Nullable Parked parked) {

    /// Whether lanes that name no route take it before all others.
    public boolean isDefault() {
        return place != null && place == 1;
    }

    /// The account at the provider is in trouble; mail waits until somebody acts.
    ///
    /// @param statement why, for people
    /// @param reason the word for it that does not change, see `deliver.verdict.Reason`; null when
    ///   the remote said nothing
    public record Parked(Instant at, Statement statement, @Nullable String reason) {
        /// The same in English.
        public String why() {
            return statement.english();
        }
    }
}
