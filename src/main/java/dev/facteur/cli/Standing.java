package dev.facteur.cli;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// How a route's authorisation stands, in sentences.
final class Standing {
    private final Desk desk;
    private final String route;
    private final JsonNode standing;

    /// @param route as the gateway shows it
    Standing(Desk desk, JsonNode route) {
        this.desk = desk;
        this.route = Reading.text(route, "name");
        this.standing = route.path("authorization");
    }

    /// Whether the route needs one at all.
    boolean matters() {
        return standing.isObject();
    }

    /// Since when, by whom, until when.
    String text() {
        if (!Reading.flag(standing, "granted")) return desk.text("route.authorize-first", route);
        var account = Reading.text(standing, "account");
        var given = Reading.time(standing, "given");
        var renewed = Reading.time(standing, "renewed");
        return account.isEmpty()
                ? desk.text("route.authorization-alone", renewed)
                : desk.text("route.authorization", Table.printable(account), given, renewed);
    }

    /// What somebody has to do something about; empty when all is well.
    Optional<String> warning() {
        if (!matters()) return Optional.empty();
        if (!Reading.flag(standing, "granted")) {
            return Optional.of(desk.text("route.authorize-first", route));
        }
        var trouble = Reading.text(standing, "trouble");
        if (!trouble.isEmpty()) return Optional.of(Table.printable(trouble));
        if (!Reading.flag(standing, "ends_soon")) return Optional.empty();
        return Optional.of(
                desk.text("route.authorization-ends", Reading.time(standing, "ends"), route));
    }
}
