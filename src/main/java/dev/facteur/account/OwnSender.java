package dev.facteur.account;

import dev.facteur.mail.Address;
import java.util.Optional;

/// From which address this gateway writes when nobody has said it: one at the first of the domains
/// that may send.
public final class OwnSender {
    private OwnSender() {}

    /// Empty where no site has a domain.
    public static Optional<Address> of(Accounts accounts, String localPart) {
        // Those that are verified leave under their own name.
        return accounts.domains().stream()
                .filter(domain -> !domain.sites().isEmpty())
                .min(OwnSender::before)
                .map(domain -> new Address(localPart, domain.name()));
    }

    private static int before(Domain one, Domain other) {
        int verified = Boolean.compare(other.verified(), one.verified());
        return verified != 0 ? verified : one.name().compareTo(other.name());
    }
}
