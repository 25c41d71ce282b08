package dev.facteur.sign;

import java.util.Optional;

/// Under which domain mail leaves. Asked for every mail, so it must answer from memory.
@FunctionalInterface
public interface LeavingNames {
    /// Every domain's mail under its own name.
    LeavingNames OWN = Optional::of;

    /// @return the domain itself, or one that stands in for it; empty while it may leave under no
    ///   name
    Optional<String> leavesAs(String domain);
}
