package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Role;
import dev.facteur.diagnose.content.ContentVerdict;
import dev.facteur.diagnose.content.NoVerdict;
import dev.facteur.diagnose.content.RuleTexts;
import dev.facteur.diagnose.content.SpamFilter;
import dev.facteur.platform.http.LimitedBody;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// `POST /v1/content`: a complete mail as the body, and what the operator's spam filter thinks of
/// it. `?sender=` and `?recipient=` tell the envelope, `?lang=fr` says it in French. The mail is
/// kept nowhere.
final class ContentResource {
    /// Each holds a mail in memory.
    private static final int AT_ONCE = 2;

    private final @Nullable SpamFilter filter;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /// @param filter null when the settings name none
    ContentResource(@Nullable SpamFilter filter) {
        this.filter = filter;
    }

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/content", Role.OPERATOR, "What a spam filter thinks of a mail")
                        .query("sender", "recipient", "lang")
                        .takes("message/rfc822")
                        .answers(200, FilterReport.class)
                        .refuses(409),
                this::judge);
    }

    private void judge(Context context) throws Exception {
        var check = filter;
        if (check == null) {
            throw new Objection(
                    Objection.Kind.CONFLICT,
                    "filter-none",
                    "",
                    "no spam filter is set up: name your rspamd or SpamAssassin under [content] in"
                            + " facteur.toml, and start Facteur again");
        }
        places.acquire();
        try {
            var verdict = verdict(check, context);
            var texts = RuleTexts.in(Language.of(context));
            context.json(FilterReport.of(verdict, texts));
        } finally {
            places.release();
        }
    }

    private ContentVerdict verdict(SpamFilter check, Context context)
            throws IOException, Objection {
        byte[] mail;
        try (var body = new LimitedBody(context.bodyInputStream(), check.maxBytes())) {
            mail = body.readAllBytes();
        }
        if (mail.length == 0) {
            throw new Objection(
                    Objection.Kind.INVALID, "mail-empty", "", "there is no mail to look at");
        }
        try {
            return check.check(mail, parties(context));
        } catch (NoVerdict trouble) {
            throw objection(check, trouble);
        }
    }

    private static SpamFilter.Parties parties(Context context) {
        var sender = context.queryParam("sender");
        return new SpamFilter.Parties(
                sender == null ? "" : sender, List.copyOf(context.queryParams("recipient")));
    }

    private static Objection objection(SpamFilter check, NoVerdict trouble) {
        return switch (trouble.kind()) {
            case SILENT ->
                    new Objection(
                            Objection.Kind.CONFLICT,
                            "filter-silent",
                            check.place(),
                            "the spam filter at "
                                    + check.place()
                                    + " does not answer; see facteur doctor");
            case NONSENSE ->
                    new Objection(
                            Objection.Kind.CONFLICT,
                            "filter-nonsense",
                            check.place(),
                            "what answers at "
                                    + check.place()
                                    + " is not the spam filter that facteur.toml names, or it"
                                    + " refuses; see facteur doctor");
            case PASSWORD ->
                    new Objection(
                            Objection.Kind.CONFLICT,
                            "filter-password",
                            check.place(),
                            "the spam filter at "
                                    + check.place()
                                    + " wants a password, or another one; see facteur doctor");
        };
    }
}
