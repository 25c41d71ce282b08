package dev.facteur.submit;

import dev.facteur.account.Credential;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import org.jspecify.annotations.Nullable;

/// Who may send as whom.
public interface SenderRights {
    /// @param credential null at the local door: then every domain of the site may be used
    boolean maySend(Site site, @Nullable Credential credential, Address sender);
}
