package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Permission;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.http.Operation;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.report.MailStory;
import dev.facteur.report.Mails;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.submit.http.Refused;
import dev.facteur.submit.http.SiteKeys;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/mails/{id}/resend`: the same mail once more, as a new one.
final class ResendResource {
    private final MailAccess access;
    private final Accounts accounts;
    private final Mails mails;
    private final ContentsResource contents;
    private final Reception reception;

    ResendResource(
            MailAccess access,
            Accounts accounts,
            Mails mails,
            ContentsResource contents,
            Reception reception) {
        this.access = access;
        this.accounts = accounts;
        this.mails = mails;
        this.contents = contents;
        this.reception = reception;
    }

    /// @param to the only one of its recipients that gets it; null for all
    record Wanted(@Nullable String to) {}

    /// @param id of the new mail
    /// @param suppressed addresses that it does not go to
    record Resent(String id, List<String> suppressed) {}

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/mails/{id}/resend", Permission.SEND, "Send a mail once more")
                        .mayTake(Wanted.class)
                        .answers(202, Resent.class)
                        .refuses(409, 410),
                this::resend);
    }

    private void resend(Context context) throws Exception {
        var id = access.id(context);
        var story = mails.story(id).orElseThrow(() -> MailAccess.unknown(context));
        var site = site(story);
        var wanted = context.body().isEmpty() ? null : Asked.body(context, Wanted.class).to();
        var envelope = envelope(story, wanted);
        var credential =
                switch (Caller.of(context)) {
                    case Caller.Person _ -> null;
                    case Caller.SiteKey(var login) -> login.credential();
                };
        var submitter = SiteKeys.submitter(context, site, credential);
        try (var stored = contents.open(id);
                var intake = reception.begin(submitter, envelope, null)) {
            new SecondCopy(story.mail().stream()).write(stored, intake);
            answer(context, intake.finish());
        } catch (Rejected rejected) {
            throw Refused.of(context, rejected);
        }
    }

    private static void answer(Context context, Intake.Kept kept) {
        context.status(202)
                .header("Location", "/v1/mails/" + kept.id())
                .json(new Resent(kept.id().toString(), kept.suppressed()));
    }

    private Site site(MailStory story) throws Objection {
        if (!story.mail().siteRemoved()) return accounts.named(story.mail().site());
        throw new Objection(
                Kind.CONFLICT,
                "resend-site-removed",
                story.mail().site(),
                "the site " + story.mail().site() + " was removed; nothing is sent for it");
    }

    private static Envelope envelope(MailStory story, @Nullable String only) throws Objection {
        try {
            var recipients = new ArrayList<Recipient>();
            for (var standing : story.recipients()) {
                if (only != null && !standing.address().equalsIgnoreCase(only.strip())) continue;
                var address = Address.parse(standing.address());
                recipients.add(new Recipient(recipients.size(), address, Notify.UNSTATED, null));
            }
            if (recipients.isEmpty()) throw notAmongThem(String.valueOf(only));
            var written = story.mail().sender();
            var sender = written.isEmpty() ? null : Address.parse(written);
            return Envelope.of(sender, recipients);
        } catch (MalformedAddress impossible) {
            throw new IllegalStateException("it was accepted once", impossible);
        }
    }

    private static Objection notAmongThem(String address) {
        return new Objection(
                Kind.INVALID,
                "resend-recipient",
                address,
                "the mail did not go to " + address + "; name one of its recipients, or none");
    }
}
