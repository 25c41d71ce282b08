package dev.facteur.protocol.dkim;

import java.io.IOException;
import java.util.List;

/// Where a verifier finds public keys: in DNS, or in what a test gives it.
public interface KeyLookup {
    /// The TXT records of a name, the strings of each joined; empty when there are none.
    ///
    /// @throws IOException when DNS did not answer for now
    List<String> texts(String name) throws IOException;
}
