package dev.facteur.api;

import dev.facteur.account.Role;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.port.PortAdvice;
import dev.facteur.diagnose.port.PortAdvisor;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Operation;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/v1/ports`: which port to take, measured now. `?route=` narrows it, `?lang=fr` says it in
/// French. `/v1/endpoints`: where sites reach this gateway, without a look.
final class PortsResource {
    private static final PortAdvice.Measured NOTHING =
            new PortAdvice.Measured(
                    "none",
                    Duration.ZERO,
                    "",
                    null,
                    null,
                    null,
                    null,
                    List.of(),
                    "untried",
                    Statement.NONE);

    private final PortAdvisor advisor;
    private final Routes routes;
    private final Supplier<Endpoints> endpoints;
    private final Clock clock;

    PortsResource(PortAdvisor advisor, Routes routes, Supplier<Endpoints> endpoints, Clock clock) {
        this.advisor = advisor;
        this.routes = routes;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    record Advice(Instant at, List<Way> routes, Way doors) {}

    /// @param port the one to take; null where there is none, or no choice
    /// @param severity of the answer
    /// @param answer a sentence in the language asked for, as `others`
    record Way(
            String name,
            String host,
            @Nullable Integer port,
            @Nullable String tls,
            String code,
            String severity,
            String answer,
            List<String> others,
            List<Row> ports) {}

    /// @param use what such a port is for, in the language asked for
    /// @param chosen whether it is in use here
    /// @param state `open`, `refused`, `dropped`, `silent`, `stripped`, `without-tls`,
    ///   `distrusted`, `broken`; `none` where there is nothing to measure
    /// @param login `accepted`, `refused`, `untried`
    record Row(
            int port,
            String tls,
            String use,
            boolean chosen,
            String state,
            long tookMillis,
            String address,
            @Nullable String version,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable Instant until,
            List<String> mechanisms,
            String login,
            String sentence) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/ports", Role.VIEWER, "Which port to take")
                        .query("route", "lang")
                        .answers(200, Advice.class)
                        .refuses(404, 422),
                this::advise);
        operations.add(
                Operation.get("/v1/endpoints", Role.VIEWER, "Where sites reach the gateway")
                        .answers(200, Endpoints.class),
                context -> context.json(endpoints.get()));
    }

    private void advise(Context context) throws Exception {
        var route = context.queryParam("route");
        if (route != null) routes.named(route);
        var texts = Language.texts(context);
        var advice = advisor.advise(route);
        context.json(
                new Advice(
                        clock.now(),
                        advice.routes().stream().map(way -> way(way, texts)).toList(),
                        way(advice.doors(), texts)));
    }

    private static Way way(PortAdvice.Way way, FindingTexts texts) {
        var best = way.best();
        return new Way(
                way.name(),
                way.host(),
                best == null ? null : best.port(),
                best == null ? null : best.tls().word(),
                way.answer().code(),
                way.answer().severity().word(),
                said(way.answer(), texts),
                way.others().stream().map(other -> said(other, texts)).toList(),
                way.rows().stream().map(row -> row(row, texts)).toList());
    }

    private static String said(Finding finding, FindingTexts texts) {
        return texts.told(finding).seen();
    }

    private static Row row(PortAdvice.Row row, FindingTexts texts) {
        int port = row.rung().port();
        var tls = row.rung().tls().word();
        var use = said(row.use(), texts);
        var seen = row.seen() == null ? NOTHING : row.seen();
        return new Row(
                port,
                tls,
                use,
                row.chosen(),
                seen.state(),
                seen.took().toMillis(),
                seen.address(),
                seen.version(),
                seen.subject(),
                seen.issuer(),
                seen.until(),
                seen.mechanisms(),
                seen.login(),
                texts.told(seen.why()));
    }
}
