package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.config.BounceSettings;
import dev.facteur.platform.config.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whether the routes that are to pass our senders on are routes: a name that is none does nothing,
/// and nobody notices.
public final class BounceRoutes implements Check {
    private final BounceSettings settings;
    private final Supplier<List<String>> routes;

    /// @param routes the names there are
    public BounceRoutes(BounceSettings settings, Supplier<List<String>> routes) {
        this.settings = settings;
        this.routes = routes;
    }

    /// A name in the configuration that is no route.
    ///
    /// @param nearest the route that was probably meant
    public record Unknown(String name, Optional<String> nearest) {}

    /// None where mail keeps the sender that its site gave: there the names stand for nothing.
    public List<Unknown> unknown() {
        if (settings.domain().isEmpty()) return List.of();
        var known = routes.get();
        return settings.routes().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Unknown(name, NearestName.of(name, known)))
                .toList();
    }

    @Override
    public List<Look> looks(Scope scope) {
        if (!scope.holdsMachine()) return List.of();
        var unknown = unknown();
        if (unknown.isEmpty()) return List.of();
        return List.of(
                new Look(
                        "bounce-routes",
                        () -> unknown.stream().map(BounceRoutes::finding).toList()));
    }

    private static Finding finding(Unknown one) {
        var nearest = one.nearest();
        if (nearest.isEmpty()) {
            return Finding.of("bounce-route-unknown", Severity.WARNING, Who.YOU, one.name());
        }
        return Finding.of(
                "bounce-route-misspelt", Severity.WARNING, Who.YOU, one.name(), nearest.get());
    }
}
