package dev.facteur.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of a provider's own lists hold an address back.
///
/// @param lists as the provider calls them
/// @param trouble why nothing is known, or not all; null when it is. Of a provider without such
///   lists, or whose API does not tell, both are empty.
public record HeldLists(List<String> lists, @Nullable String trouble) {
    public static final HeldLists UNTOLD = new HeldLists(List.of(), null);

    public HeldLists {
        lists = List.copyOf(lists);
    }
}
