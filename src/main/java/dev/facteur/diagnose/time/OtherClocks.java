package dev.facteur.diagnose.time;

import dev.facteur.platform.NetworkTime;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.route.Route;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The clocks that ours can be compared with: the time servers of the configuration, and the web
/// servers of the providers whose APIs the routes use.
public final class OtherClocks implements Supplier<List<TimeSource>> {
    private final Supplier<List<Route>> routes;
    private final Config.Doctor config;
    private final Surroundings world;

    public OtherClocks(Supplier<List<Route>> routes, Config.Doctor config, Surroundings world) {
        this.routes = routes;
        this.config = config;
        this.world = world;
    }

    @Override
    public List<TimeSource> get() {
        // Without time servers the operator wants no such look at all.
        if (config.timeServers().isEmpty()) return List.of();
        var sources = new ArrayList<TimeSource>();
        var time = new NetworkTime(world.clock(), world.random());
        for (var server : config.timeServers()) {
            sources.add(TimeSource.server(server, world.resolver(), time));
        }
        for (var base : apis()) sources.add(() -> web(base));
        return sources;
    }

    private List<URI> apis() {
        var bases = new ArrayList<URI>();
        for (var route : routes.get()) {
            var api = route.api();
            if (api != null && !bases.contains(api.base())) bases.add(api.base());
        }
        return bases;
    }

    private TimeSource.Answer web(URI base) {
        try (var http =
                new RemoteCalls(
                        new ClientTls(world.clock()).forRoute(null),
                        TimeSource.PATIENCE,
                        TimeSource.PATIENCE)) {
            return TimeSource.web(base, http, world.clock()).read();
        } catch (IOException unusable) {
            return new TimeSource.Silent(base.toString(), String.valueOf(unusable.getMessage()));
        }
    }
}
