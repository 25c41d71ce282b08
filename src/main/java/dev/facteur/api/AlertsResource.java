package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Role;
import dev.facteur.alert.Channel;
import dev.facteur.alert.Conditions;
import dev.facteur.alert.Target;
import dev.facteur.alert.Targets;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/alerts`: who is told when something is wrong, and what is. No answer holds a secret but the
/// one that makes a webhook's.
final class AlertsResource {
    private final Api.Alerting alerting;

    AlertsResource(Api.Alerting alerting) {
        this.alerting = alerting;
    }

    /// @param sort `slack`, `discord`, `teams`, `telegram`, `webhook` or `mail`
    /// @param target enough to know which one it is
    /// @param language `en` or `fr`
    /// @param state `open` or `failing`
    /// @param why what the last message came to, where it was not taken
    /// @param since when it began to fail
    /// @param next when it is tried again
    /// @param told when it last took a message
    record View(
            String name,
            String sort,
            String target,
            String language,
            String state,
            String why,
            @Nullable Instant since,
            @Nullable Instant next,
            @Nullable Instant told) {
        static View of(Channel channel) {
            var trouble = channel.trouble();
            return new View(
                    channel.name(),
                    channel.target().word(),
                    channel.target().shown(),
                    channel.language(),
                    trouble == null ? "open" : "failing",
                    trouble == null ? "" : trouble.why(),
                    trouble == null ? null : trouble.since(),
                    trouble == null ? null : trouble.next(),
                    channel.told());
        }
    }

    record Listing(List<View> channels) {}

    /// One of the targets.
    ///
    /// @param telegram the bot's token, a colon and the chat
    /// @param route for `mail` only
    /// @param language `en` where it is not given
    record Wanted(
            @Nullable String name,
            @Nullable String slack,
            @Nullable String discord,
            @Nullable String teams,
            @Nullable String telegram,
            @Nullable String webhook,
            @Nullable String mail,
            @Nullable String route,
            @Nullable String language) {}

    /// @param secret by which a program proves that a call is ours; null for all but webhooks
    record Added(View channel, @Nullable String secret) {}

    record Tested(boolean taken, String trouble) {}

    /// What stands.
    ///
    /// @param missed when it was first not seen any more; its end is told when it stays so
    record Standing(
            String kind,
            String code,
            String severity,
            String who,
            String subject,
            String seen,
            String why,
            List<String> steps,
            Instant begun,
            @Nullable Instant missed) {
        static Standing of(Conditions.Standing standing, FindingTexts texts) {
            var finding = standing.condition().finding();
            var told = texts.told(finding);
            return new Standing(
                    standing.condition().kind().word(),
                    finding.code(),
                    finding.severity().word(),
                    finding.actor(),
                    finding.subject(),
                    told.seen(),
                    told.why(),
                    told.steps(),
                    standing.begun(),
                    standing.missed());
        }
    }

    record AllStanding(int channels, List<Standing> conditions) {}

    void install(Operations operations) {
        var channels = "/v1/alerts/channels";
        var one = channels + "/{name}";
        operations.add(
                Operation.get("/v1/alerts/conditions", Role.VIEWER, "What is wrong now")
                        .query("lang")
                        .answers(200, AllStanding.class),
                this::conditions);
        operations.add(
                Operation.get(channels, Role.VIEWER, "Who is told of it")
                        .answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post(channels, Role.OPERATOR, "Tell somebody")
                        .takes(Wanted.class)
                        .answers(201, Added.class)
                        .refuses(404, 409),
                this::add);
        operations.add(
                Operation.get(one, Role.VIEWER, "A channel").answers(200, View.class), this::show);
        operations.add(
                Operation.delete(one, Role.OPERATOR, "Tell somebody no more").answers(204),
                this::remove);
        operations.add(
                Operation.post(one + "/test", Role.OPERATOR, "Try a channel")
                        .answers(200, Tested.class),
                this::test);
    }

    private void conditions(Context context) {
        var texts = Language.texts(context);
        var standing =
                alerting.conditions().standing().stream()
                        .map(each -> Standing.of(each, texts))
                        .toList();
        context.json(new AllStanding(alerting.channels().all().size(), standing));
    }

    private void list(Context context) {
        context.json(new Listing(alerting.channels().all().stream().map(View::of).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var name = Asked.required(wanted.name(), "name");
        var target =
                alerting.targets()
                        .target(
                                new Targets.Wanted(
                                        wanted.slack(),
                                        wanted.discord(),
                                        wanted.teams(),
                                        wanted.telegram(),
                                        wanted.webhook(),
                                        wanted.mail(),
                                        wanted.route()));
        var added = alerting.channels().add(name, target, language(wanted.language()));
        var secret = target instanceof Target.Webhook hook ? hook.secret().reveal() : null;
        context.status(201).json(new Added(View.of(added), secret));
    }

    private static String language(@Nullable String wanted) throws Objection {
        if (wanted == null) return "en";
        if (wanted.equals("en") || wanted.equals("fr")) return wanted;
        throw new Objection(
                Objection.Kind.INVALID,
                "alert-language",
                wanted,
                "alerts are told in en or fr, not in “" + wanted + "”");
    }

    private void show(Context context) throws Exception {
        context.json(View.of(named(context)));
    }

    private void remove(Context context) throws Exception {
        alerting.channels().remove(context.pathParam("name"));
        context.status(204);
    }

    private void test(Context context) throws Exception {
        var answer = alerting.alerts().test(named(context));
        context.json(new Tested(answer.taken(), answer.trouble()));
    }

    private Channel named(Context context) throws Objection {
        return alerting.channels().named(context.pathParam("name"));
    }
}
