package dev.facteur.api;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.metric.Metrics;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Supplier;

/// What machines ask: does it live (`/healthz`), may mail be sent here (`/readyz`), how is it
/// (`/metrics`). Asked without a token, so nothing in the answers is anybody's secret or mail.
final class Probes {
    private final Metrics metrics;
    private final Supplier<List<String>> obstacles;

    /// @param obstacles why mail cannot be taken now; empty when it can
    Probes(Metrics metrics, Supplier<List<String>> obstacles) {
        this.metrics = metrics;
        this.obstacles = obstacles;
    }

    void install(RoutesConfig config) {
        config.get("/healthz", context -> context.result("alive\n"));
        config.get("/readyz", this::ready);
        config.get(
                "/metrics",
                context -> context.contentType(Metrics.MEDIA_TYPE).result(metrics.text()));
    }

    private void ready(Context context) throws HttpRefusal {
        var why = obstacles.get();
        if (!why.isEmpty()) {
            throw new HttpRefusal(503, "Not ready", String.join("; ", why));
        }
        context.result("ready\n");
    }
}
