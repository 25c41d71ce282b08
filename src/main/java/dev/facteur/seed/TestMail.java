package dev.facteur.seed;

import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One test mail, as it is kept.
///
/// @param test the id of the call that sent it, and perhaps others
/// @param token by which it is known in a mailbox
/// @param seed the name of the mailbox it goes to; `""` for an address that we cannot look into
/// @param route the only one it may take; `""` for those of its site
/// @param until how long it is looked for
/// @param placement null while it is looked for, and where nobody looks
/// @param folder in the mailbox's own words; `""` before it was found
/// @param trouble why the mailbox could not be looked into; `""` when it could
/// @param placedAt when it was found, or given up
public record TestMail(
        MailId id,
        String test,
        String token,
        String seed,
        Address address,
        Address sender,
        String route,
        String language,
        Instant at,
        Instant until,
        @Nullable Placement placement,
        String folder,
        String trouble,
        Proofs proofs,
        @Nullable Instant placedAt) {

    boolean isLookedFor() {
        return !seed.isEmpty() && placement == null;
    }

    TestMail placed(Placement where, String inFolder, String why, Proofs shown, Instant when) {
        return new TestMail(
                id, test, token, seed, address, sender, route, language, at, until, where, inFolder,
                why, shown, when);
    }
}
