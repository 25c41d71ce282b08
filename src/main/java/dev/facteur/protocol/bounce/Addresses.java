package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import java.util.List;

/// The addresses in a line that a stranger wrote.
public final class Addresses {
    private Addresses() {}

    /// In their order. Takes a time that grows with the line's length.
    public static List<Address> in(String line) {
        return AddressScanner.all(line).stream().map(AddressScanner.Found::address).toList();
    }
}
