package dev.facteur.cli;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// What `facteur route add` is told, as the request it becomes.
///
/// The password is never an argument: every user of a machine can read the arguments of its
/// processes, and shells keep them.
final class RouteOptions {
    private static final String PASSWORD_VARIABLE = "FACTEUR_PASSWORD";

    @Option(names = "--host", paramLabel = "HOST", required = true)
    String host = "";

    @Option(names = "--port", paramLabel = "PORT", split = ",")
    List<String> ports = List.of();

    @Option(names = "--user", paramLabel = "USER")
    @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE")
    @Nullable Path passwordFile;

    @Option(names = "--ca-file", paramLabel = "FILE")
    @Nullable Path caFile;

    @Option(names = "--connections", paramLabel = "N")
    @Nullable Integer connections;

    @Option(names = "--no-sign")
    boolean unsigned;

    @Option(names = "--uncertain", paramLabel = "retry|hold")
    @Nullable String uncertain;

    @Option(names = "--default")
    boolean makeDefault;

    ObjectNode body(Desk desk, String name) throws Failure {
        var body = Desk.object().put("name", name).put("host", host);
        if (!ports.isEmpty()) {
            body.put("ladder", ports.stream().map(RouteOptions::rung).collect(joining(",")));
        }
        if (user != null) body.put("user", user).put("password", password(desk, user));
        if (caFile != null) {
            body.put("ca", desk.terminal().folder().resolve(caFile).normalize().toString());
        }
        if (connections != null) body.put("connections", connections);
        if (unsigned) body.put("signs", false);
        if (uncertain != null) body.put("uncertain", uncertain);
        if (makeDefault) body.put("is_default", true);
        return body;
    }

    /// Three ports say by themselves what is spoken there.
    private static String rung(String port) {
        return switch (port.strip()) {
            case "587", "2525" -> port.strip() + "/starttls";
            case "465" -> "465/implicit";
            default -> port.strip();
        };
    }

    private String password(Desk desk, String user) throws Failure {
        if (passwordFile != null) return PasswordFile.read(desk, passwordFile);
        var variable = desk.terminal().environment().get(PASSWORD_VARIABLE);
        if (variable != null) return variable;
        var asked = desk.terminal().prompt().ask(desk.text("route.password-of", user, host));
        if (asked.isPresent()) return new String(asked.get());
        throw desk.failure(ExitCode.USAGE, "error.no-password", user);
    }
}
