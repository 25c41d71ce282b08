package dev.facteur.route;

import dev.facteur.platform.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// A route as it is written down, in the database and in the API: everything but its password.
///
/// @param ladder `587/starttls,465/implicit,2525/starttls`
/// @param user null for a server that asks for no login
/// @param ca PEM file with the authorities to trust; null for the system's
/// @param uncertain `retry` or `hold`
public record RouteSettings(
        String host,
        String ladder,
        @Nullable String user,
        @Nullable String ca,
        int connections,
        int mailsPerConnection,
        int recipientsPerMail,
        int idleSeconds,
        boolean signs,
        String uncertain) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    /// What a server gets of which nothing else is said.
    public static RouteSettings usual(String host) {
        var limits = Route.Limits.DEFAULT;
        return new RouteSettings(
                host,
                ladderText(Rung.DEFAULT_LADDER),
                null,
                null,
                limits.connections(),
                limits.mailsPerConnection(),
                limits.recipientsPerMail(),
                (int) limits.idle().toSeconds(),
                true,
                Route.UncertainPolicy.RETRY.word());
    }

    /// Reads [#text] back.
    static RouteSettings of(String text) {
        return JSON.readValue(text, RouteSettings.class);
    }

    /// The form in the database.
    String text() {
        return JSON.writeValueAsString(this);
    }

    public static RouteSettings of(Route route) {
        var login = route.login();
        var caFile = route.caFile();
        return new RouteSettings(
                route.host(),
                ladderText(route.ladder()),
                login == null ? null : login.user(),
                caFile == null ? null : caFile.toString(),
                route.limits().connections(),
                route.limits().mailsPerConnection(),
                route.limits().recipientsPerMail(),
                (int) route.limits().idle().toSeconds(),
                route.signs(),
                route.uncertain().word());
    }

    /// The route these settings describe; [RouteRules] has checked them.
    Route route(long id, String name, @Nullable Secret password) {
        var limits =
                new Route.Limits(
                        connections,
                        mailsPerConnection,
                        recipientsPerMail,
                        Duration.ofSeconds(idleSeconds));
        var login = user == null || password == null ? null : new Route.Login(user, password);
        return new Route(
                id,
                name,
                host,
                ladder(ladder),
                login,
                ca == null ? null : Path.of(ca),
                limits,
                signs,
                Route.UncertainPolicy.of(uncertain));
    }

    static List<Rung> ladder(String text) {
        var rungs = new ArrayList<Rung>();
        for (var rung : text.split(",")) {
            if (!rung.isBlank()) rungs.add(Rung.of(rung.strip()));
        }
        return rungs;
    }

    public static String ladderText(List<Rung> ladder) {
        return String.join(",", ladder.stream().map(Rung::toString).toList());
    }
}
