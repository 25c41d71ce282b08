package dev.facteur.submit;

import dev.facteur.account.Credential;
import dev.facteur.account.Domain;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may send as whom.
public interface SenderRights {
    /// @param credential null at the local door: then every domain of the site may be used
    boolean maySend(Site site, @Nullable Credential credential, Address sender);

    /// Which record lets mail leave in a sender's name that may not yet; empty when it may leave,
    /// under that name or another one. Asked for senders that may be used.
    default Optional<Domain.Proof> lacking(Address sender) {
        return Optional.empty();
    }

    /// The domains and addresses it may send as, to name some of them in a refusal.
    default List<String> senders(Site site, @Nullable Credential credential) {
        return List.of();
    }
}
