package dev.facteur.submit;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credential;
import dev.facteur.account.Domain;
import dev.facteur.account.Fallback;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rights as the accounts know them.
public record AccountRights(Accounts accounts, Fallback fallback) implements SenderRights {
    @Override
    public boolean maySend(Site site, @Nullable Credential credential, Address sender) {
        return accounts.maySend(site, credential, sender);
    }

    @Override
    public Optional<Domain.Proof> lacking(Address sender) {
        if (fallback.lets(sender.domain())) return Optional.empty();
        return accounts.domain(sender.domain()).map(Domain::proof);
    }

    @Override
    public List<String> senders(Site site, @Nullable Credential credential) {
        if (credential != null && !credential.senders().isEmpty()) return credential.senders();
        return accounts.domainsOf(site).stream().sorted().toList();
    }
}
