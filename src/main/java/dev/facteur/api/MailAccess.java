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
        if (!sees(context, id)) throw unknown(context);
        return id;
    }

    /// Whether there is such a mail, as far as the caller can know.
    boolean sees(Context context, MailId id) {
        return mails.siteOf(id).filter(Caller.of(context)::sees).isPresent();
    }

    static Objection unknown(Context context) {
        var written = context.pathParam("id");
        return new Objection(
                Kind.UNKNOWN, "mail-unknown", written, "there is no mail with the id " + written);
    }
}
