package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Role;
import dev.facteur.account.Site;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Operation;
import dev.facteur.track.DoorLook;
import dev.facteur.track.TrackingCounts;
import dev.facteur.track.TrackingRule;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/tracking`: which sites count opens and clicks, of which stream, and what came of it.
final class TrackingResource {
    private static final int USUAL_DAYS = 30;
    private static final int MAX_DAYS = 3_650;

    private final Accounts accounts;
    private final Api.Tracking tracking;
    private final Clock clock;

    TrackingResource(Accounts accounts, Api.Tracking tracking, Clock clock) {
        this.accounts = accounts;
        this.tracking = tracking;
        this.clock = clock;
    }

    /// @param leads how the domain was found ([DoorLook.State]); null where nobody looked
    record View(
            String site,
            String stream,
            String domain,
            boolean opens,
            boolean clicks,
            @Nullable String leads,
            @Nullable String detail) {}

    /// @param door whether there is one that links can lead to
    record Listing(boolean door, List<View> tracking) {}

    /// @param unchecked keep it although the domain does not lead here, or not yet
    record Wanted(
            @Nullable String site,
            @Nullable String stream,
            @Nullable String domain,
            @Nullable Boolean opens,
            @Nullable Boolean clicks,
            @Nullable Boolean unchecked) {}

    record Counted(String site, String stream, int days, TrackingCounts.Counts counts) {}

    void install(Operations operations) {
        var path = "/v1/tracking";
        operations.add(
                Operation.get(path, Role.VIEWER, "Whose opens and clicks are counted")
                        .query("site", "look")
                        .answers(200, Listing.class)
                        .refuses(404),
                this::list);
        operations.add(
                Operation.put(path, Role.OPERATOR, "Count opens and clicks of a stream")
                        .takes(Wanted.class)
                        .answers(200, View.class)
                        .refuses(404, 409),
                this::set);
        operations.add(
                Operation.delete(path, Role.OPERATOR, "Count them no more")
                        .query("site", "stream")
                        .answers(204)
                        .refuses(404, 422),
                this::remove);
        operations.add(
                Operation.get(path + "/counts", Role.VIEWER, "How many were opened and clicked")
                        .query("site", "stream", "days")
                        .answers(200, Counted.class)
                        .refuses(404, 422),
                this::count);
    }

    private void list(Context context) throws Exception {
        var name = context.queryParam("site");
        var site = name == null ? null : accounts.named(name);
        boolean looks = "true".equals(context.queryParam("look"));
        var views =
                tracking.rules().all().stream()
                        .filter(rule -> site == null || rule.siteId() == site.id())
                        .map(rule -> view(rule, looks ? look(rule) : null))
                        .toList();
        context.json(new Listing(tracking.rules().hasDoor(), views));
    }

    private DoorLook.Seen look(TrackingRule rule) {
        return tracking.look().look(rule.domain());
    }

    private void set(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var rule =
                tracking.rules()
                        .checked(
                                new TrackingRule(
                                        site(wanted.site()).id(),
                                        stream(wanted.stream()),
                                        Asked.required(wanted.domain(), "domain"),
                                        Boolean.TRUE.equals(wanted.opens()),
                                        Boolean.TRUE.equals(wanted.clicks())));
        boolean looks = !Boolean.TRUE.equals(wanted.unchecked());
        var seen = looks ? look(rule) : null;
        if (seen != null) requireOurs(rule.domain(), seen);
        tracking.rules().set(rule);
        context.json(view(rule, seen));
    }

    /// Of a mail whose links lead nowhere no reader can use anything.
    private static void requireOurs(String domain, DoorLook.Seen seen) throws Objection {
        var detail = seen.detail();
        var place = "https://" + domain;
        switch (seen.state()) {
            case OURS -> {}
            case NO_ADDRESS ->
                    throw conflict("tracking-no-address", domain, domain + " has no address", "");
            case NO_CERTIFICATE ->
                    throw conflict(
                            "tracking-no-certificate",
                            domain,
                            "who answers at " + place + " does not prove that name: " + detail,
                            detail);
            case SILENT ->
                    throw conflict(
                            "tracking-silent",
                            domain,
                            "nobody answers at " + place + ": " + detail,
                            detail);
            case ELSEWHERE ->
                    throw conflict(
                            "tracking-elsewhere",
                            domain,
                            "somebody else answers at "
                                    + place
                                    + " ("
                                    + detail
                                    + "), or a reverse proxy that does not pass Host on",
                            detail);
        }
    }

    private static Objection conflict(String code, String domain, String why, String detail) {
        var sentence = why + "; the links of mails would lead nowhere";
        return new Objection(Kind.CONFLICT, code, domain, sentence, detail);
    }

    private void remove(Context context) throws Exception {
        var site = site(context.queryParam("site"));
        var stream = stream(context.queryParam("stream"));
        if (tracking.rules().remove(site.id(), stream)) {
            context.status(204);
            return;
        }
        throw new Objection(
                Kind.UNKNOWN,
                "tracking-unknown",
                site.name(),
                "site " + site.name() + " counts nothing of its " + stream.word() + " mail");
    }

    private void count(Context context) throws Exception {
        var site = site(context.queryParam("site"));
        var stream = stream(context.queryParam("stream"));
        int days = days(context.queryParam("days"));
        var since = clock.now().minus(Duration.ofDays(days));
        var counts = tracking.counts().counts(site.id(), stream, since);
        context.json(new Counted(site.name(), stream.word(), days, counts));
    }

    private View view(TrackingRule rule, DoorLook.@Nullable Seen seen) {
        return new View(
                accounts.site(rule.siteId()).map(Site::name).orElse(""),
                rule.stream().word(),
                rule.domain(),
                rule.opens(),
                rule.clicks(),
                seen == null ? null : seen.state().word(),
                seen == null ? null : seen.detail());
    }

    private Site site(@Nullable String name) throws Objection {
        return accounts.named(Asked.required(name, "site"));
    }

    private static Stream stream(@Nullable String word) throws Objection {
        var wanted = Asked.required(word, "stream");
        return Arrays.stream(Stream.values())
                .filter(stream -> stream.word().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        new Objection(
                                Kind.INVALID,
                                "stream-unknown",
                                wanted,
                                "a stream is transactional or broadcast, not " + wanted));
    }

    private static int days(@Nullable String text) throws Objection {
        try {
            int days = text == null ? USUAL_DAYS : Integer.parseInt(text);
            if (days >= 1 && days <= MAX_DAYS) return days;
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new Objection(
                Kind.INVALID,
                "parameter-days",
                "days",
                "days is a number from 1 to " + MAX_DAYS,
                MAX_DAYS);
    }
}
