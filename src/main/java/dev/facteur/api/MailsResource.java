package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Permission;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.http.Operation;
import dev.facteur.queue.Queue;
import dev.facteur.queue.State;
import dev.facteur.report.MailFilter;
import dev.facteur.report.MailStory;
import dev.facteur.report.MailSummary;
import dev.facteur.report.Mails;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `/v1/mails`: what was accepted and what became of it. A site's API key sees the site's own
/// mails, and may retry and cancel them when it has the permission; the operator all.
final class MailsResource {
    private static final int USUAL_LIMIT = 50;
    private static final List<State> WAITING = List.of(State.SCHEDULED, State.QUEUED, State.HELD);
    private static final List<State> ENDED =
            List.of(State.FAILED, State.EXPIRED, State.CANCELLED, State.SUPPRESSED);

    private final MailAccess access;
    private final SiteChoice sites;
    private final Mails mails;
    private final Routes routes;
    private final Changes changes;

    /// What the operator can do to a mail.
    ///
    /// @param lifetime how long a mail that is tried again may take
    /// @param wake tells the dispatcher that a mail is due
    record Changes(Queue queue, Function<Stream, Duration> lifetime, Consumer<MailId> wake) {}

    MailsResource(
            MailAccess access, SiteChoice sites, Mails mails, Routes routes, Changes changes) {
        this.access = access;
        this.sites = sites;
        this.mails = mails;
        this.routes = routes;
        this.changes = changes;
    }

    /// @param next where the next page begins, as `cursor`; null when this is the last
    /// @param searchedTo where there are many mails and few that were asked for, a page may be
    ///   short or empty and not the last: what is older than this was not looked at yet, and `next`
    ///   goes on; null otherwise
    record Listing(List<MailSummary> mails, @Nullable String next, @Nullable Instant searchedTo) {}

    /// @param obstacle what keeps queued recipients from being tried; null when nothing does
    record Story(
            MailSummary mail,
            List<MailStory.Standing> recipients,
            List<Event> events,
            @Nullable Obstacle obstacle) {}

    /// @param kind `parked` or `no-route`; the rest is null without a route
    record Obstacle(
            String kind, @Nullable String route, @Nullable Instant since, @Nullable String why) {}

    /// @param failed true tries those again that have ended, false or null those that wait
    record Again(@Nullable Boolean failed) {}

    /// As [MailStory.Happening], with its detail as JSON.
    record Event(
            Instant at,
            String kind,
            @Nullable Integer recipient,
            JsonNode detail,
            @Nullable String source,
            @Nullable String party,
            @Nullable Long evidence) {}

    /// How many recipients a change concerned.
    ///
    /// @param obstacle as in [Story]
    record Changed(String id, int recipients, @Nullable Obstacle obstacle) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/mails", Permission.READ, "List mails, the newest first")
                        .query(
                                "site",
                                "recipient",
                                "sender",
                                "subject",
                                "tag",
                                "state",
                                "message_id",
                                "since",
                                "until",
                                "before",
                                "cursor",
                                "limit")
                        .answers(200, Listing.class)
                        .refuses(404, 422),
                this::list);
        operations.add(
                Operation.get("/v1/mails/{id}", Permission.READ, "What became of a mail")
                        .query("lang")
                        .answers(200, Story.class),
                this::show);
        operations.add(
                Operation.post("/v1/mails/{id}/retry", Permission.MANAGE, "Try a mail now")
                        .mayTake(Again.class)
                        .answers(200, Changed.class)
                        .refuses(409),
                this::retry);
        operations.add(
                Operation.post("/v1/mails/{id}/cancel", Permission.MANAGE, "Take a mail back")
                        .answers(200, Changed.class)
                        .refuses(409),
                this::cancel);
    }

    private void list(Context context) throws Exception {
        var site = sites.ifNamed(context, context.queryParam("site"));
        var page = mails.list(filter(context, site == null ? null : site.id()));
        var end = page.end();
        var next = end == null ? null : Cursor.after(end.toString());
        context.json(new Listing(page.mails(), next, page.searchedTo()));
    }

    private void show(Context context) throws Exception {
        var id = access.id(context);
        var story = mails.story(id).orElseThrow(() -> MailAccess.unknown(context));
        var texts = Language.texts(context);
        var told = new StoryTexts(texts);
        var events = story.events().stream().map(told::event).toList();
        var recipients = story.recipients().stream().map(told::recipient).toList();
        context.json(new Story(story.mail(), recipients, events, obstacle(id, story, texts)));
    }

    private @Nullable Obstacle obstacle(MailId id, MailStory story, FindingTexts texts) {
        var site = mails.siteOf(id);
        boolean queued = story.mail().states().containsKey(State.QUEUED.word());
        if (!queued || site.isEmpty()) return null;
        var stream = Stream.of(story.mail().stream());
        long pinned = mails.pinnedRoute(id);
        var way = pinned == 0 ? routes.preferred(site.get(), stream) : routes.state(pinned);
        var state = way.orElse(null);
        if (state == null) return new Obstacle("no-route", null, null, null);
        var parked = state.parked();
        if (parked == null) return null;
        var why = texts.told(parked.statement());
        return new Obstacle("parked", state.route().name(), parked.at(), why);
    }

    private void retry(Context context) throws Exception {
        var caller = Caller.of(context);
        var id = access.id(context);
        var story = mails.story(id).orElseThrow(() -> MailAccess.unknown(context));
        var lifetime = changes.lifetime().apply(Stream.of(story.mail().stream()));
        boolean failed = wantsFailed(context);
        var states = failed ? ENDED : WAITING;
        int recipients = changes.queue().retry(id, caller.name(), lifetime, states);
        if (recipients == 0) throw nothingToRetry(story.mail(), failed);
        changes.wake().accept(id);
        var after = mails.story(id).orElseThrow(() -> MailAccess.unknown(context));
        context.json(
                new Changed(
                        id.toString(), recipients, obstacle(id, after, Language.texts(context))));
    }

    private static boolean wantsFailed(Context context) {
        if (context.body().isEmpty()) return false;
        return Boolean.TRUE.equals(Asked.body(context, Again.class).failed());
    }

    private static Objection nothingToRetry(MailSummary mail, boolean failed) {
        boolean ended = ENDED.stream().anyMatch(state -> mail.states().containsKey(state.word()));
        if (ended && !failed) {
            return new Objection(
                    Kind.CONFLICT,
                    "nothing-waits",
                    mail.id(),
                    "no recipient waits; those who failed, expired or were cancelled are tried"
                            + " once more by: facteur mail retry "
                            + mail.id()
                            + " --failed");
        }
        return new Objection(
                Kind.CONFLICT,
                "nothing-to-retry",
                mail.id(),
                "nothing to retry: every recipient is delivered or being tried this moment, or the"
                        + " mail's bytes are no longer kept");
    }

    private void cancel(Context context) throws Exception {
        var caller = Caller.of(context);
        var id = access.id(context);
        int recipients = changes.queue().cancel(id, caller.name());
        if (recipients == 0) {
            throw new Objection(
                    Kind.CONFLICT,
                    "nothing-to-cancel",
                    id.toString(),
                    "nothing to cancel: every recipient has ended, or is being tried this moment");
        }
        context.json(new Changed(id.toString(), recipients, null));
    }

    private static MailFilter filter(Context context, @Nullable Long siteId) throws Objection {
        return new MailFilter(
                siteId,
                state(context.queryParam("state")),
                context.queryParam("recipient"),
                context.queryParam("sender"),
                context.queryParam("message_id"),
                context.queryParam("subject"),
                context.queryParam("tag"),
                time(context, "since"),
                time(context, "until"),
                pageStart(context),
                limit(context.queryParam("limit")));
    }

    private static @Nullable State state(@Nullable String word) throws Objection {
        if (word == null) return null;
        for (var state : State.values()) {
            if (state.word().equals(word)) return state;
        }
        throw bad(
                "parameter-state",
                "state",
                "is one of scheduled, queued, leased, held, delivered, failed, expired,"
                        + " suppressed, cancelled");
    }

    private static @Nullable MailId pageStart(Context context) throws Objection {
        var cursor = context.queryParam("cursor");
        if (cursor != null) {
            return Cursor.read(cursor)
                    .orElseThrow(
                            () -> bad("parameter-cursor", "cursor", "is the \"next\" of a page"));
        }
        var before = context.queryParam("before");
        if (before == null) return null;
        return MailId.parse(before)
                .orElseThrow(() -> bad("parameter-before", "before", "is a mail's id"));
    }

    private static @Nullable Instant time(Context context, String name) throws Objection {
        var text = context.queryParam(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            var expected = "is a time like 2026-11-24T09:00:00Z";
            throw name.equals("since")
                    ? bad("parameter-since", name, expected)
                    : bad("parameter-until", name, expected);
        }
    }

    private static int limit(@Nullable String text) throws Objection {
        try {
            int limit = text == null ? USUAL_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= MailFilter.MAX_LIMIT) return limit;
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw bad("parameter-limit", "limit", "is a number up to " + MailFilter.MAX_LIMIT);
    }

    private static Objection bad(String code, String parameter, String expected) {
        return new Objection(Kind.INVALID, code, parameter, parameter + " " + expected);
    }
}
