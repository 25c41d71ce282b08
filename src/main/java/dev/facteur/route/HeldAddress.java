package dev.facteur.route;

import dev.facteur.platform.StorageException;
import java.util.List;

/// An address that a provider drops mail to.
///
/// @param unsubscribed whether its owner wanted it so; else it is dead, or complained
/// @param words the list that it is on, and what is said of it there
public record HeldAddress(String address, boolean unsubscribed, String words) {
    /// Takes in what one page of a list holds.
    @FunctionalInterface
    public interface Taker {
        void take(List<HeldAddress> some) throws StorageException;
    }
}
