package dev.facteur.submit.smtp;

import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the site whose mail comes in at a local door; asked for each mail, because the sender may
/// decide, and because a site may be made after the gateway has started.
@FunctionalInterface
public interface LocalSite {
    /// @throws Rejected when there is none
    Site of(@Nullable Address sender) throws Rejected;

    /// The site that the configuration names. While it is missing, mail can wait for it.
    static LocalSite named(Supplier<Optional<Site>> site) {
        return _ -> site.get().orElseThrow(() -> new Rejected(Replies.LOCAL_SITE_MISSING));
    }

    /// The site that may send as this sender. Without one the program is told now, while somebody
    /// may be looking.
    static LocalSite ofSender(Function<@Nullable Address, Optional<Site>> siteOfSender) {
        return sender ->
                siteOfSender
                        .apply(sender)
                        .orElseThrow(() -> new Rejected(Replies.nobodySendsAs(sender)));
    }
}
