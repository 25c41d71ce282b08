package dev.facteur.sign;

import dev.facteur.account.DkimKey;
import java.util.List;

/// Where the signer finds keys. Asked for every mail, so it must answer from memory.
public interface DomainKeys {
    /// The keys of a domain (A-labels, lower case); empty when it has none.
    List<DkimKey> keysFor(String domain);
}
