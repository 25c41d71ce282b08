package dev.facteur.api;

import dev.facteur.account.Role;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.Operation;
import dev.facteur.report.QueueShape;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `/v1/queue`: what waits, by destination and age.
final class QueueResource {
    private final QueueShape shape;
    private final Routes routes;
    private final Clock clock;

    QueueResource(QueueShape shape, Routes routes, Clock clock) {
        this.shape = shape;
        this.routes = routes;
        this.clock = clock;
    }

    /// @param ages the upper ends of the age classes, in minutes
    /// @param parked routes that wait for somebody, and why
    /// @param routeMissing whether there is no route at all
    record View(
            Instant at,
            List<Integer> ages,
            List<QueueShape.Line> destinations,
            List<Parked> parked,
            boolean routeMissing) {}

    record Parked(String route, Instant at, String why) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/queue", Role.VIEWER, "What waits")
                        .query("lang")
                        .answers(200, View.class),
                this::show);
    }

    private void show(Context context) {
        var texts = Language.texts(context);
        var now = clock.now();
        context.json(
                new View(
                        now,
                        QueueShape.AGES,
                        shape.lines(now, this::isOpen).stream()
                                .map(line -> told(line, texts))
                                .toList(),
                        parked(texts),
                        routes.all().isEmpty()));
    }

    /// What we say ourselves, in the reader's language; the words of others stay.
    private QueueShape.Line told(QueueShape.Line line, FindingTexts texts) {
        return shape.said(line)
                .map(codes -> List.of(Json.MAPPER.readValue(codes, Statement.Part[].class)))
                .map(parts -> line.saying(texts.told(new Statement(line.lastReply(), parts))))
                .orElse(line);
    }

    private boolean isOpen(long siteId, Stream stream) {
        return routes.forLane(siteId, stream).stream().anyMatch(way -> way.parked() == null);
    }

    private List<Parked> parked(FindingTexts texts) {
        var found = new ArrayList<Parked>();
        for (var state : routes.all()) {
            var parked = state.parked();
            if (parked == null) continue;
            found.add(
                    new Parked(state.route().name(), parked.at(), texts.told(parked.statement())));
        }
        return found;
    }
}
