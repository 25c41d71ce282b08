package dev.facteur.deliver.http;

import dev.facteur.route.HeldAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A part of one of a provider's own lists, and how to come to the next.
///
/// @param next null behind the last
public record ListPage(List<HeldAddress> entries, @Nullable Question next) {
    public ListPage {
        entries = List.copyOf(entries);
    }

    /// Asks for a page.
    ///
    /// @param list as the provider calls it
    /// @param reading of a good answer
    public record Question(String list, ApiCall call, Function<ApiAnswer, ListPage> reading) {}
}
