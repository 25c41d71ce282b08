package dev.facteur.api;

import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route.Limits;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.route.Rung;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/routes`: the ways out. A route's password goes in and never comes out.
final class RoutesResource {
    private final Routes routes;

    RoutesResource(Routes routes) {
        this.routes = routes;
    }

    /// @param parkedAt null when all is well
    record View(
            String name,
            boolean isDefault,
            RouteSettings settings,
            @Nullable Instant parkedAt,
            @Nullable String parkedWhy) {}

    record Listing(List<View> routes) {}

    /// What is null takes its default.
    ///
    /// @param isDefault whether it becomes the default route
    record Wanted(
            @Nullable String name,
            @Nullable String host,
            @Nullable String ladder,
            @Nullable String user,
            @Nullable String password,
            @Nullable String ca,
            @Nullable Integer connections,
            @Nullable Integer mailsPerConnection,
            @Nullable Integer recipientsPerMail,
            @Nullable Integer idleSeconds,
            @Nullable Boolean signs,
            @Nullable String uncertain,
            boolean isDefault) {

        private RouteSettings settings(String host) {
            return new RouteSettings(
                    host,
                    or(ladder, RouteSettings.ladderText(Rung.DEFAULT_LADDER)),
                    user,
                    ca,
                    or(connections, Limits.DEFAULT.connections()),
                    or(mailsPerConnection, Limits.DEFAULT.mailsPerConnection()),
                    or(recipientsPerMail, Limits.DEFAULT.recipientsPerMail()),
                    or(idleSeconds, (int) Limits.DEFAULT.idle().toSeconds()),
                    or(signs, true),
                    or(uncertain, "retry"));
        }

        private static <T> T or(@Nullable T value, T otherwise) {
            return value == null ? otherwise : value;
        }

        /// Never prints the password.
        @Override
        public String toString() {
            return name + " " + host;
        }
    }

    void install(RoutesConfig config, Operators operators) {
        config.get("/v1/routes", operators.only(this::list));
        config.post("/v1/routes", operators.only(this::add));
        config.get("/v1/routes/{name}", operators.only(this::show));
        config.delete("/v1/routes/{name}", operators.only(this::remove));
        config.post("/v1/routes/{name}/default", operators.only(this::makeDefault));
        config.post("/v1/routes/{name}/unpark", operators.only(this::unpark));
    }

    private void list(Context context) {
        context.json(new Listing(routes.all().stream().map(RoutesResource::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Operators.body(context, Wanted.class);
        var password = wanted.password();
        var state =
                routes.add(
                        Operators.required(wanted.name(), "name"),
                        wanted.settings(Operators.required(wanted.host(), "host")),
                        password == null ? null : new Secret(password),
                        wanted.isDefault());
        context.status(201).json(view(state));
    }

    private void show(Context context) throws Exception {
        context.json(view(routes.named(context.pathParam("name"))));
    }

    private void remove(Context context) throws Exception {
        routes.remove(context.pathParam("name"));
        context.status(204);
    }

    private void makeDefault(Context context) throws Exception {
        context.json(view(routes.makeDefault(context.pathParam("name"))));
    }

    private void unpark(Context context) throws Exception {
        context.json(view(routes.unpark(context.pathParam("name"))));
    }

    private static View view(RouteState state) {
        var parked = state.parked();
        return new View(
                state.route().name(),
                state.isDefault(),
                RouteSettings.of(state.route()),
                parked == null ? null : parked.at(),
                parked == null ? null : parked.why());
    }
}
