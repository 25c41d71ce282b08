package dev.facteur.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What `facteur route add` and `facteur route set` are told of an account at a provider.
///
/// A secret that is missing is asked for, when the provider needs it; it is never an argument.
final class ProviderOptions {
    private static final String KEY_VARIABLE = "FACTEUR_PROVIDER_KEY";
    private static final String PASSWORD_VARIABLE = "FACTEUR_PASSWORD";
    private static final String CLIENT_VARIABLE = "FACTEUR_CLIENT_SECRET";
    private static final Set<String> SECRETS = Set.of("key", "password", "client_secret");

    @Option(names = "--api-user", paramLabel = "USER", descriptionKey = "option.api-user")
    @Nullable String apiUser;

    @Option(names = "--key-file", paramLabel = "FILE", descriptionKey = "option.key-file")
    @Nullable Path keyFile;

    @Option(names = "--api", paramLabel = "ADDRESS", descriptionKey = "option.api")
    @Nullable String api;

    @Option(names = "--first", paramLabel = "smtp|api", descriptionKey = "option.first")
    @Nullable String first;

    @Option(names = "--client", paramLabel = "ID", descriptionKey = "option.client")
    @Nullable String client;

    @Option(
            names = "--client-secret-file",
            paramLabel = "FILE",
            descriptionKey = "option.client-secret-file")
    @Nullable Path clientSecretFile;

    @Option(names = "--tenant", paramLabel = "TENANT", descriptionKey = "option.tenant")
    @Nullable String tenant;

    @Option(
            names = "--login-server",
            paramLabel = "ADDRESS",
            descriptionKey = "option.login-server")
    @Nullable String loginServer;

    @Option(names = "--alone", descriptionKey = "option.alone")
    boolean alone;

    @Option(names = "--only", paramLabel = "smtp|api", descriptionKey = "option.only")
    @Nullable String only;

    void addTo(ObjectNode body, Desk desk) throws Failure {
        if (client != null) body.put("client", client);
        if (clientSecretFile != null) {
            body.put("client_secret", PasswordFile.read(desk, clientSecretFile));
        }
        if (tenant != null) body.put("tenant", tenant);
        if (loginServer != null) body.put("login_server", loginServer);
        if (alone) body.put("alone", true);
        if (only != null) body.put("only", only);
        if (apiUser != null) body.put("api_user", apiUser);
        if (keyFile != null) body.put("key", PasswordFile.read(desk, keyFile));
        if (api != null) body.put("api", api);
        if (first != null) body.put("first", first);
    }

    /// Asks for those secrets of the account that the provider has and nobody has given.
    static void ask(JsonNode provider, ObjectNode body, Desk desk) throws Failure {
        for (var ask : provider.path("asks")) {
            var what = Reading.text(ask, "what");
            if (!SECRETS.contains(what) || body.has(what) || !isMeant(ask, body)) continue;
            boolean optional = Reading.flag(ask, "optional");
            var said = said(what, question(provider, what, optional, desk), desk);
            if (said.isPresent()) body.put(what, said.get());
            else if (!optional) {
                throw desk.failure(ExitCode.USAGE, "error.no-secret", name(provider, what, desk));
            }
        }
    }

    /// Whether it belongs to the kind of account that is being given.
    private static boolean isMeant(JsonNode ask, ObjectNode body) {
        var unless = Reading.text(ask, "unless");
        var with = Reading.text(ask, "with");
        return (unless.isEmpty() || !body.has(unless)) && (with.isEmpty() || body.has(with));
    }

    private static Optional<String> said(String what, String question, Desk desk) {
        var variable =
                switch (what) {
                    case "key" -> KEY_VARIABLE;
                    case "client_secret" -> CLIENT_VARIABLE;
                    default -> PASSWORD_VARIABLE;
                };
        var given = desk.terminal().environment().get(variable);
        if (given != null) return Optional.of(given);
        return desk.terminal().prompt().ask(question).map(String::new).filter(it -> !it.isEmpty());
    }

    private static String question(JsonNode provider, String what, boolean optional, Desk desk) {
        return desk.text(optional ? "route.ask-optional" : "route.ask", name(provider, what, desk));
    }

    /// How that provider calls this part of an account.
    static String name(JsonNode provider, String what, Desk desk) {
        var own = Reading.text(provider, "id") + "-" + what;
        var name = desk.messages().word("part", own);
        if (!name.equals(own)) return name;
        return Reading.text(provider, "title") + ": " + desk.messages().word("part", what);
    }
}
