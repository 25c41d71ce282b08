package dev.facteur.deliver;

import dev.facteur.mail.Recipient;
import dev.facteur.platform.config.BounceSettings;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.protocol.bounce.ReturnPath;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// With which sender the next server is told that a mail comes.
///
/// Where a route passes senders on, each recipient gets one of ours, so that what comes back tells
/// by its address whom it is about. A mail of the null sender keeps it: nobody reports on it.
///
/// @param paths null: every mail keeps the sender that its site gave
/// @param routes names of those whose server passes senders on, beside the direct ones
public record Senders(@Nullable ReturnPath paths, List<String> routes) {
    public Senders {
        routes = List.copyOf(routes);
    }

    public static Senders of(BounceSettings settings, Sealer sealer) {
        if (settings.domain().isEmpty()) return new Senders(null, List.of());
        var paths = new ReturnPath(settings.domain(), sealer.derive("return path"));
        return new Senders(paths, settings.routes());
    }

    /// Whether each recipient of the mail has a transaction of its own on this route.
    boolean tellApart(Route route, SignedMail mail) {
        if (paths == null || mail.mail().sender() == null) return false;
        return route.direct() != null || (route.api() == null && routes.contains(route.name()));
    }

    /// The mail as it goes to these recipients: one, where they are told apart.
    SignedMail named(Route route, SignedMail mail, List<Recipient> recipients) {
        if (paths == null || !tellApart(route, mail)) return mail;
        return mail.from(paths.of(mail.mail().id(), recipients.getFirst().number()));
    }
}
