package dev.facteur.cli;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// What `facteur route add` and `facteur route set` are told alike, as members of the request.
///
/// The password is never an argument: every user of a machine can read the arguments of its
/// processes, and shells keep them.
final class RouteOptions {
    private static final String PASSWORD_VARIABLE = "FACTEUR_PASSWORD";

    @Option(names = "--port", paramLabel = "PORT", split = ",", descriptionKey = "option.port")
    List<String> ports = List.of();

    @Option(names = "--user", paramLabel = "USER", descriptionKey = "option.user")
    @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE", descriptionKey = "option.password-file")
    @Nullable Path passwordFile;

    @Option(names = "--ca-file", paramLabel = "FILE", descriptionKey = "option.ca-file")
    @Nullable Path caFile;

    @Option(names = "--connections", paramLabel = "N", descriptionKey = "option.connections")
    @Nullable Integer connections;

    @Option(names = "--sign", negatable = true, descriptionKey = "option.sign")
    @Nullable Boolean signs;

    @Option(names = "--uncertain", paramLabel = "retry|hold", descriptionKey = "option.uncertain")
    @Nullable String uncertain;

    @Option(names = "--per-second", paramLabel = "N", descriptionKey = "option.per-second")
    @Nullable Integer perSecond;

    @Option(names = "--per-minute", paramLabel = "N", descriptionKey = "option.per-minute")
    @Nullable Integer perMinute;

    @Option(names = "--per-day", paramLabel = "N", descriptionKey = "option.per-day")
    @Nullable Integer perDay;

    @Option(names = "--no-check", descriptionKey = "option.no-check")
    boolean unchecked;

    @Option(names = "--default", descriptionKey = "option.default")
    boolean makeDefault;

    @Option(names = "--fallback", descriptionKey = "option.fallback")
    boolean makeFallback;

    /// Whether the route logs in with access tokens, so that nobody is asked for a password.
    boolean byToken;

    /// @param server what a person who is asked for the password knows it by
    void addTo(ObjectNode body, Desk desk, String server) throws Failure {
        if (!ports.isEmpty()) {
            body.put("ladder", ports.stream().map(RouteOptions::rung).collect(joining(",")));
        }
        if (user != null) body.put("user", user);
        if (passwordFile != null) {
            body.put("password", PasswordFile.read(desk, passwordFile));
        } else if (user != null && !byToken && !body.has("client")) {
            body.put("password", password(desk, user, server));
        }
        if (caFile != null) {
            body.put("ca", desk.terminal().folder().resolve(caFile).normalize().toString());
        }
        if (connections != null) body.put("connections", connections);
        if (signs != null) body.put("signs", signs);
        if (uncertain != null) body.put("uncertain", uncertain);
        if (perSecond != null) body.put("per_second", perSecond);
        if (perMinute != null) body.put("per_minute", perMinute);
        if (perDay != null) body.put("per_day", perDay);
        if (makeDefault) body.put("is_default", true);
        if (makeFallback) body.put("is_fallback", true);
    }

    /// Three ports say by themselves what is spoken there.
    private static String rung(String port) {
        return switch (port.strip()) {
            case "587", "2525" -> port.strip() + "/starttls";
            case "465" -> "465/implicit";
            default -> port.strip();
        };
    }

    private static String password(Desk desk, String user, String server) throws Failure {
        var variable = desk.terminal().environment().get(PASSWORD_VARIABLE);
        if (variable != null) return variable;
        var asked = desk.terminal().prompt().ask(desk.text("route.password-of", user, server));
        if (asked.isPresent()) return new String(asked.get());
        throw desk.failure(ExitCode.USAGE, "error.no-password", user);
    }
}
