package dev.facteur.deliver.http;

import dev.facteur.mail.Recipient;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail, and to whom it is to go by a route's API.
///
/// @param exact whether another way could carry what this one changes a little; then it must change
///   nothing
/// @param token the access token that calls carry; null where they carry the account's key, or none
///   has been fetched yet
public record Parcel(
        Route route,
        SignedMail mail,
        List<Recipient> recipients,
        boolean exact,
        @Nullable Secret token) {
    public Parcel {
        recipients = List.copyOf(recipients);
    }

    public Parcel(Route route, SignedMail mail, List<Recipient> recipients, boolean exact) {
        this(route, mail, recipients, exact, null);
    }

    Parcel with(Secret fetched) {
        return new Parcel(route, mail, recipients, exact, fetched);
    }

    /// The account; a route without one has no parcels.
    public ApiAccount account() {
        return ApiAccount.of(route, token);
    }

    /// The mail's id as it travels along, so that what the provider tells later finds it again.
    public String mailId() {
        return mail.mail().id().toString();
    }
}
