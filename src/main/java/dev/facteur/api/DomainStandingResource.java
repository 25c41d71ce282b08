package dev.facteur.api;

import dev.facteur.account.Domain;
import dev.facteur.account.DomainName;
import dev.facteur.account.Domains;
import dev.facteur.account.Role;
import dev.facteur.account.Verification;
import dev.facteur.diagnose.domain.DomainLook;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.Operation;
import dev.facteur.report.DomainHistory;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `/v1/domains/{name}/verify` and `/events`: whose a sender domain is, and what happened to it.
final class DomainStandingResource {
    private static final int MOST_EVENTS = 50;

    private final Domains domains;
    private final DomainWatch watch;
    private final DomainHistory history;

    DomainStandingResource(Domains domains, DomainWatch watch, DomainHistory history) {
        this.domains = domains;
        this.watch = watch;
        this.history = history;
    }

    /// Whether a domain's mail may leave under its name, and what shows whose it is.
    ///
    /// @param verifiedBy `dkim`, `ownership` or `operator`; null as `verifiedAt` is: not verified
    record Standing(
            @Nullable Instant verifiedAt, @Nullable String verifiedBy, Ownership ownership) {
        static Standing of(Domain domain) {
            var proof = domain.proof();
            var ownership = new Ownership(proof.recordName(), "TXT", proof.recordValue());
            var verification = domain.verification();
            return verification == null
                    ? new Standing(null, null, ownership)
                    : new Standing(verification.at(), word(verification), ownership);
        }

        private static String word(Verification verification) {
            return verification.by().word();
        }
    }

    /// A record that shows it, where no DKIM record does.
    record Ownership(String name, String type, String value) {}

    /// @param vouch whether the operator says so, and DNS need not
    record Wanted(boolean vouch) {}

    /// @param seen empty when the operator vouches
    record Verified(String name, Standing standing, List<Seen> seen) {}

    /// @param purpose `ownership`, `dkim`, `spf` or `dmarc`
    /// @param state `there`, `missing`, or `unknown` where DNS gave no answer
    /// @param value as it stands there, or has to
    /// @param evidence raw
    record Seen(String purpose, String name, String state, String value, List<String> evidence) {
        static Seen of(DomainLook.Eyed eyed) {
            var sighting = eyed.sighting();
            return new Seen(
                    sighting.purpose().word(),
                    sighting.name(),
                    sighting.state().word(),
                    sighting.value(),
                    eyed.evidence());
        }
    }

    record Events(List<Event> events) {}

    record Event(Instant at, String kind, JsonNode detail) {}

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/domains/{name}/verify", Role.OPERATOR, "Look whose a domain is")
                        .takes(Wanted.class)
                        .answers(200, Verified.class)
                        .refuses(409),
                this::verify);
        operations.add(
                Operation.get("/v1/domains/{name}/events", Role.VIEWER, "What happened to a domain")
                        .answers(200, Events.class),
                this::events);
    }

    private void verify(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var domain = domains.named(context.pathParam("name"));
        if (wanted.vouch()) {
            answer(context, domains.vouch(domain.name()), List.of());
            return;
        }
        var seen = watch.look(domain).records().stream().map(Seen::of).toList();
        answer(context, domains.named(domain.name()), seen);
    }

    private static void answer(Context context, Domain domain, List<Seen> seen) {
        context.json(new Verified(domain.name(), Standing.of(domain), seen));
    }

    /// Also of a domain that was removed: what happened to it stays.
    private void events(Context context) {
        var written = context.pathParam("name");
        var name = DomainName.canonical(written).orElse(written);
        context.json(
                new Events(
                        history.latest(name, MOST_EVENTS).stream()
                                .map(DomainStandingResource::event)
                                .toList()));
    }

    private static Event event(DomainHistory.Happening happening) {
        return new Event(
                happening.at(), happening.kind(), Json.MAPPER.readTree(happening.detail()));
    }
}
