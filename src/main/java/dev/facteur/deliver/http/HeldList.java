package dev.facteur.deliver.http;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One of a provider's own lists of addresses that it drops mail to, and one address.
///
/// @param name as the provider calls it
/// @param question asks whether the address is on it
/// @param holds whether a good answer says so; one that says 404 never does
/// @param strike takes the address off
/// @param entry puts it on; null where that is not for us to do
public record HeldList(
        String name,
        ApiCall question,
        Predicate<ApiAnswer> holds,
        Change strike,
        @Nullable Change entry) {
    /// Something to be changed at the provider.
    ///
    /// @param done whether a good answer says so
    public record Change(ApiCall call, Predicate<ApiAnswer> done) {
        /// One that every good answer confirms.
        public static Change of(ApiCall call) {
            return new Change(call, _ -> true);
        }
    }
}
