package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Permission;
import dev.facteur.mail.MailId;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.report.Mails;
import dev.facteur.submit.http.SiteKeys;
import io.javalin.http.Context;

/// Which mails a caller has to do with: the operator with all, a site's key with the site's own, as
/// far as its permissions go. To a key a mail of another site does not exist.
final class MailAccess {
    private final Access access;
    private final Mails mails;

    MailAccess(Access access, Mails mails) {
        this.access = access;
        this.mails = mails;
    }

    /// Who asks; a site's key has that permission.
    Caller caller(Context context, Permission permission) throws HttpRefusal {
        var caller = access.caller(context);
        switch (caller) {
            case Caller.Operator() -> {}
            case Caller.SiteKey(var login) -> SiteKeys.require(login, permission);
        }
        return caller;
    }

    /// The mail of the path, when the caller may do that with it.
    MailId id(Context context, Permission permission) throws HttpRefusal, Objection {
        return id(context, caller(context, permission));
    }

    MailId id(Context context, Caller caller) throws Objection {
        var id = MailId.parse(context.pathParam("id")).orElseThrow(() -> unknown(context));
        if (!sees(caller, id)) throw unknown(context);
        return id;
    }

    /// Whether there is such a mail, as far as the caller can know.
    boolean sees(Caller caller, MailId id) {
        var site = mails.siteOf(id);
        return switch (caller) {
            case Caller.Operator() -> site.isPresent();
            case Caller.SiteKey(var login) ->
                    site.filter(one -> one == login.site().id()).isPresent();
        };
    }

    static Objection unknown(Context context) {
        var written = context.pathParam("id");
        return new Objection(
                Kind.UNKNOWN, "mail-unknown", written, "there is no mail with the id " + written);
    }
}
