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

    /// Whether there is one.
    boolean granted() {
        return Reading.flag(standing, "granted");
    }

    /// Since when, and by whom.
    String text() {
        var account = Reading.text(standing, "account");
        var given = Reading.time(standing, "given");
        var renewed = Reading.time(standing, "renewed");
        return account.isEmpty()
                ? desk.text("route.authorization-alone", renewed)
                : desk.text("route.authorization", Table.printable(account), given, renewed);
    }

    /// What somebody has to do something about; empty when all is well.
    Optional<String> warning() {
        if (!standing.isObject()) return Optional.empty();
        if (!granted()) {
            return Optional.of(desk.text("route.authorize-first", route));
        }
        var trouble = Reading.text(standing, "trouble");
        if (!trouble.isEmpty()) return Optional.of(Table.printable(trouble));
        if (!Reading.flag(standing, "ends_soon")) return Optional.empty();
        return Optional.of(
                desk.text("route.authorization-ends", Reading.time(standing, "ends"), route));
    }
}
