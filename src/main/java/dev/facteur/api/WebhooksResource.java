package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Permission;
import dev.facteur.platform.Clock;
import dev.facteur.platform.config.BadSetting;
import dev.facteur.platform.config.DurationText;
import dev.facteur.platform.http.Operation;
import dev.facteur.webhook.CallLog;
import dev.facteur.webhook.CallResult;
import dev.facteur.webhook.Notifier;
import dev.facteur.webhook.Webhook;
import dev.facteur.webhook.Webhooks;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/webhooks`: who is told of events. A key and whoever has to do with some sites see those of
/// their sites. A secret is in the answer that makes it and in no other.
final class WebhooksResource {
    private static final int SHOWN = 50;

    private final SiteChoice sites;
    private final Webhooks webhooks;
    private final Notifier notifier;
    private final CallLog log;
    private final Clock clock;

    WebhooksResource(
            SiteChoice sites, Webhooks webhooks, Notifier notifier, CallLog log, Clock clock) {
        this.sites = sites;
        this.webhooks = webhooks;
        this.notifier = notifier;
        this.log = log;
        this.clock = clock;
    }

    /// @param site whose events; null for all
    /// @param kinds words of events; none for all
    /// @param state `open`, `failing` or `paused`
    /// @param why what the last call came to, where it was not taken
    /// @param since when it began to fail, or was paused
    /// @param next when it is called again; only where it fails
    /// @param behind events since the last one it was told of, whether they are for it or not
    record View(
            String name,
            String address,
            @Nullable String site,
            List<String> kinds,
            int batch,
            String state,
            String why,
            @Nullable Instant since,
            @Nullable Instant next,
            long behind) {}

    record Listing(List<View> webhooks) {}

    /// @param kinds none for all
    /// @param batch events in a call, at most; null for a hundred
    record Wanted(
            @Nullable String name,
            @Nullable String address,
            @Nullable String site,
            @Nullable List<String> kinds,
            @Nullable Integer batch) {}

    /// @param secret by which receivers prove that a call is ours
    record Added(View webhook, String secret) {}

    /// @param since a time (RFC 3339), or how long ago it was: `2h`, `3d`
    record Again(@Nullable String since) {}

    /// @param status of HTTP; null when there was no answer
    /// @param trouble `""` when it was taken
    record Called(
            Instant at,
            String message,
            int events,
            @Nullable Integer status,
            long millis,
            String trouble,
            String words) {}

    record Calls(List<Called> calls) {}

    /// @param taken whether it answered with 2xx
    record Tested(
            boolean taken, @Nullable Integer status, long millis, String trouble, String words) {
        static Tested of(CallResult answer) {
            return new Tested(
                    answer.trouble().isEmpty(),
                    answer.status(),
                    answer.millis(),
                    answer.trouble(),
                    answer.words());
        }
    }

    void install(Operations operations) {
        var one = "/v1/webhooks/{name}";
        operations.add(
                Operation.get("/v1/webhooks", Permission.WEBHOOKS, "List webhooks")
                        .answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/webhooks", Permission.WEBHOOKS, "Add a webhook")
                        .takes(Wanted.class)
                        .answers(201, Added.class)
                        .refuses(404, 409),
                this::add);
        operations.add(
                Operation.get(one, Permission.WEBHOOKS, "A webhook").answers(200, View.class),
                this::show);
        operations.add(
                Operation.delete(one, Permission.WEBHOOKS, "Remove a webhook")
                        .answers(204)
                        .heedsTag(),
                this::remove);
        operations.add(
                Operation.get(one + "/calls", Permission.WEBHOOKS, "Calls of a webhook")
                        .answers(200, Calls.class),
                this::calls);
        operations.add(
                Operation.post(one + "/test", Permission.WEBHOOKS, "Call a webhook")
                        .answers(200, Tested.class),
                this::test);
        operations.add(
                Operation.post(one + "/pause", Permission.WEBHOOKS, "Pause a webhook")
                        .answers(200, View.class)
                        .refuses(409),
                this::pause);
        operations.add(
                Operation.post(one + "/resume", Permission.WEBHOOKS, "Resume a webhook")
                        .answers(200, View.class)
                        .refuses(409),
                this::resume);
        operations.add(
                Operation.post(one + "/replay", Permission.WEBHOOKS, "Tell a webhook once more")
                        .takes(Again.class)
                        .answers(200, View.class)
                        .refuses(409),
                this::replay);
    }

    private void list(Context context) {
        var caller = Caller.of(context);
        var seen = webhooks.all().stream().filter(webhook -> sees(caller, webhook));
        context.json(new Listing(seen.map(this::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var site = sites.ifNamed(context, wanted.site());
        var kinds = wanted.kinds();
        var added =
                webhooks.add(
                        new Webhooks.Wanted(
                                Asked.required(wanted.name(), "name"),
                                Asked.required(wanted.address(), "address"),
                                site == null ? null : site.name(),
                                kinds == null ? List.of() : kinds,
                                wanted.batch()));
        notifier.wake();
        context.status(201).json(new Added(view(added), added.secret().reveal()));
    }

    private void show(Context context) throws Exception {
        var webhook = named(context);
        EntityTag.answer(context, view(webhook), state(webhook));
    }

    private void remove(Context context) throws Exception {
        var webhook = named(context);
        EntityTag.check(context, state(webhook));
        webhooks.remove(webhook.name());
        context.status(204);
    }

    private void calls(Context context) throws Exception {
        var calls = log.of(named(context), SHOWN).stream().map(WebhooksResource::called).toList();
        context.json(new Calls(calls));
    }

    private void test(Context context) throws Exception {
        context.json(Tested.of(notifier.test(named(context))));
    }

    private void pause(Context context) throws Exception {
        context.json(view(webhooks.pause(named(context).name())));
    }

    private void resume(Context context) throws Exception {
        context.json(view(notifier.resume(named(context).name())));
    }

    private void replay(Context context) throws Exception {
        var webhook = named(context);
        var again = Asked.body(context, Again.class);
        var since = time(Asked.required(again.since(), "since"));
        context.json(view(notifier.replay(webhook.name(), since)));
    }

    private Instant time(String text) throws Objection {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notATime) {
            return ago(text);
        }
    }

    private Instant ago(String text) throws Objection {
        try {
            return clock.now().minus(DurationText.parse(text));
        } catch (BadSetting neither) {
            throw new Objection(
                    Objection.Kind.INVALID,
                    "parameter-time",
                    text,
                    "“"
                            + text
                            + "” is no time; write 2026-11-24T09:00:00Z, or how long ago, such as"
                            + " 2h or 3d");
        }
    }

    /// To a caller whose sites it does not tell of, it does not exist.
    private Webhook named(Context context) throws Objection {
        var webhook = webhooks.named(context.pathParam("name"));
        if (sees(Caller.of(context), webhook)) return webhook;
        throw Webhooks.unknown(webhook.name());
    }

    private static boolean sees(Caller caller, Webhook webhook) {
        var site = webhook.siteId();
        return site == null ? caller.seesAll() : caller.sees(site);
    }

    private static Called called(CallLog.Call call) {
        var answer = call.answer();
        return new Called(
                call.at(),
                call.message(),
                call.events(),
                answer.status(),
                answer.millis(),
                answer.trouble(),
                answer.words());
    }

    /// What it is told, and where; not how that goes.
    private Wanted state(Webhook webhook) {
        return new Wanted(
                webhook.name(),
                webhook.address().toString(),
                webhooks.site(webhook),
                webhook.kinds().stream().sorted().toList(),
                webhook.batch());
    }

    private View view(Webhook webhook) {
        var paused = webhook.paused();
        if (paused != null) return view(webhook, "paused", paused.why(), paused.at(), null);
        var trouble = webhook.trouble();
        if (trouble == null) return view(webhook, "open", "", null, null);
        return view(webhook, "failing", trouble.why(), trouble.since(), trouble.next());
    }

    private View view(
            Webhook webhook,
            String state,
            String why,
            @Nullable Instant since,
            @Nullable Instant next) {
        return new View(
                webhook.name(),
                webhook.address().toString(),
                webhooks.site(webhook),
                webhook.kinds().stream().sorted().toList(),
                webhook.batch(),
                state,
                why,
                since,
                next,
                notifier.behind(webhook));
    }
}
