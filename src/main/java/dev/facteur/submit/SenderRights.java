package dev.facteur.submit;

import dev.facteur.account.Credential;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may send as whom.
public interface SenderRights {
    /// @param credential null at the local door: then every domain of the site may be used
    boolean maySend(Site site, @Nullable Credential credential, Address sender);

    /// The domains and addresses it may send as, to name some of them in a refusal.
    default List<String> senders(Site site, @Nullable Credential credential) {
        return List.of();
    }
}
