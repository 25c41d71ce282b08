package dev.facteur.deliver.http;

import dev.facteur.mail.Recipient;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import java.util.List;

/// A mail, and to whom it is to go by a route's API.
///
/// @param exact whether another way could carry what this one changes a little; then it must change
///   nothing
public record Parcel(Route route, SignedMail mail, List<Recipient> recipients, boolean exact) {
    public Parcel {
        recipients = List.copyOf(recipients);
    }

    /// The account; a route without one has no parcels.
    public Route.Api account() {
        var api = route.api();
        if (api == null) throw new IllegalStateException(route.name() + " has no API");
        return api;
    }

    /// The mail's id as it travels along, so that what the provider tells later finds it again.
    public String mailId() {
        return mail.mail().id().toString();
    }
}
