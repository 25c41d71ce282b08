package dev.facteur.feedback.bounce;

import dev.facteur.mail.Address;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The addresses of our domain that are no return paths. Anybody may write to them, so only what is
/// proved in another way counts of what comes there.
enum RoleAddress {
    /// RFC 5321 §4.5.1.
    POSTMASTER,
    /// RFC 2142 §2.
    ABUSE,
    /// Where receivers are asked to send complaints (feedback loop).
    FBL;

    static @Nullable RoleAddress of(Address address) {
        for (var role : values()) {
            var name = role.name().toLowerCase(Locale.ROOT);
            if (address.localPart().equalsIgnoreCase(name)) return role;
        }
        return null;
    }
}
