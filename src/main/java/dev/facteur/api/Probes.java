package dev.facteur.api;

import dev.facteur.account.Role;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Right;
import dev.facteur.platform.metric.Metrics;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;

/// What machines ask: does it live (`/healthz`), may mail be sent here (`/readyz`), how is it
/// (`/metrics`). The first two are asked without a token and tell strangers nothing; the meters
/// name sites and routes, so they are for the operator and for this machine.
final class Probes {
    private final Access access;
    private final Metrics metrics;
    private final Supplier<List<String>> obstacles;

    /// @param obstacles why mail cannot be taken now; empty when it can
    Probes(Access access, Metrics metrics, Supplier<List<String>> obstacles) {
        this.access = access;
        this.metrics = metrics;
        this.obstacles = obstacles;
    }

    void install(Operations operations) {
        operations.add(
                Operation.get("/healthz", Right.NONE, "Whether it lives")
                        .answers(200, "text/plain"),
                context -> context.result("alive\n"));
        operations.add(
                Operation.get("/readyz", Right.NONE, "Whether mail may be sent here")
                        .answers(200, "text/plain")
                        .refuses(503),
                this::ready);
        operations.add(
                new Endpoint(
                        Operation.get("/metrics", Role.VIEWER, "How it is; open on this machine")
                                .answers(200, "text/plain"),
                        this::meters));
    }

    private void meters(Context context) throws HttpRefusal {
        if (!isThisMachine(context.ip())) access.admit(context, Role.VIEWER);
        context.contentType(Metrics.MEDIA_TYPE).result(metrics.text());
    }

    static boolean isThisMachine(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private void ready(Context context) throws HttpRefusal {
        var why = obstacles.get();
        if (!why.isEmpty()) {
            throw new HttpRefusal(503, "Not ready", String.join("; ", why));
        }
        context.result("ready\n");
    }
}
