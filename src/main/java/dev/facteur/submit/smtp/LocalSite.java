package dev.facteur.submit.smtp;

import dev.facteur.account.Callers;
import dev.facteur.account.LocalOwner;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.platform.LocalUser;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the site whose mail comes in at a local door; asked for each mail, because the sender may
/// decide, and because a site may be made after the gateway has started.
@FunctionalInterface
public interface LocalSite {
    /// @throws Rejected when there is none
    Site of(Mail mail) throws Rejected;

    /// What is known of a mail before it is taken.
    ///
    /// @param caller who handed it over at a Unix socket
    /// @param site that the program named; null for none
    record Mail(@Nullable LocalUser caller, @Nullable String site, @Nullable Address sender) {}

    /// The site that the configuration names. While it is missing, mail can wait for it.
    static LocalSite named(Supplier<Optional<Site>> site) {
        return mail -> {
            var found = site.get().orElseThrow(() -> new Rejected(Replies.LOCAL_SITE_MISSING));
            var wanted = mail.site();
            if (wanted == null || wanted.equals(found.name())) return found;
            throw new Rejected(Replies.oneSiteOnly(found.name()));
        };
    }

    /// The site that the caller may speak for. What is wrong the program is told now, while
    /// somebody may be looking.
    static LocalSite of(Callers callers) {
        return mail ->
                switch (callers.owner(mail.caller(), mail.site(), mail.sender())) {
                    case LocalOwner.Of(var site) -> site;
                    case LocalOwner.Nobody _ ->
                            throw new Rejected(Replies.nobodySendsAs(mail.sender()));
                    case LocalOwner.Unknown(var name) ->
                            throw new Rejected(Replies.noSuchSite(name));
                    case LocalOwner.Stranger(var user, var site) ->
                            throw new Rejected(Replies.notYourSite(user, site.name()));
                };
    }
}
