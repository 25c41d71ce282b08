package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.MailId;
import dev.facteur.report.Mails;
import io.javalin.http.Context;

/// Which mails a caller has to do with: those of the sites it sees. To a key a mail of another site
/// does not exist.
final class MailAccess {
    private final Mails mails;

    MailAccess(Mails mails) {
        this.mails = mails;
    }

    /// The mail of the path, when the caller has to do with it.
    MailId id(Context context) throws Objection {
        var id = MailId.parse(context.pathParam("id")).orElseThrow(() -> unknown(context));
        var site = mails.siteOf(id).orElseThrow(() -> unknown(context));
        if (!Caller.of(context).sees(site)) throw unknown(context);
        return id;
    }

    static Objection unknown(Context context) {
        var written = context.pathParam("id");
        return new Objection(
                Kind.UNKNOWN, "mail-unknown", written, "there is no mail with the id " + written);
    }
}
