package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.sasl.ServerExchange.Step;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServerExchangeTest {
    private static final byte[] SECRET = "the installation's own secret...".getBytes(UTF_8);
    private static final ScramVerifier PENCIL = ScramVerifier.derive("pencil", new byte[16]);

    @Test
    void scramGivesTheMessagesOfRfc7677() throws Exception {
        var vector = vector();
        var salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        var verifier = ScramVerifier.derive(word(vector, "password"), salt, 4096);
        var nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var server = server(verifier, nonce);
        assertThat(challenge(server, word(vector, "client_first")))
                .isEqualTo(word(vector, "server_first"));
        assertThat(challenge(server, word(vector, "client_final")))
                .isEqualTo(word(vector, "server_final"));
        assertThat(server.respond(new byte[0])).isEqualTo(new Step.Proved("user"));
    }

    @Test
    void everyMechanismLetsItsOwnClientIn() throws Exception {
        for (var mechanism : mechanisms().offered(List.of())) {
            var server = mechanisms().begin(mechanism, List.of()).orElseThrow();
            var client =
                    switch (mechanism) {
                        case "PLAIN" -> new PlainClient("user", "pencil");
                        case "LOGIN" -> new LoginClient("user", "pencil");
                        default -> new ScramClient("user", "pencil", "mine", null);
                    };
            var end = converse(client, server);
            assertThat(end)
                    .as(mechanism)
                    .isIn(new Step.Password("user", "pencil"), new Step.Proved("user"));
        }
    }

    @Test
    void wrongPasswordIsWrong() throws Exception {
        var server = mechanisms().begin("SCRAM-SHA-256", List.of()).orElseThrow();
        var client = new ScramClient("user", "pen", "mine", null);
        assertThat(converse(client, server)).isEqualTo(new Step.Wrong("user"));
    }

    @Test
    void unknownUserSeesTheSameSaltEachTimeAndTheSameAnswer() throws Exception {
        var first = serverFirst("nobody");
        assertThat(first).matches(".*,s=[A-Za-z0-9+/]{22}==,i=10000");
        assertThat(serverFirst("nobody")).isEqualTo(first);
        assertThat(serverFirst("somebody")).isNotEqualTo(first);
        var server = mechanisms().begin("SCRAM-SHA-256", List.of()).orElseThrow();
        var client = new ScramClient("nobody", "pencil", "mine", null);
        assertThat(converse(client, server)).isEqualTo(new Step.Wrong("nobody"));
    }

    @Test
    void nobodyActsForAnother() throws Exception {
        assertThat(plain("other\0user\0pencil")).isEqualTo(new Step.Wrong("user"));
        assertThat(plain("user\0user\0pencil")).isEqualTo(new Step.Password("user", "pencil"));
        var server = server(PENCIL, "x");
        assertThatThrownBy(() -> challenge(server, "n,a=other,n=user,r=abc"))
                .isInstanceOf(SaslFailure.class);
        assertThat(challenge(server(PENCIL, "x"), "n,a=user,n=user,r=abc")).startsWith("r=abcx,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user", "user\0pencil", "\0\0pencil", "\0user\0pen\0cil"})
    void brokenPlainResponsesAreNoWrongPasswords(String response) {
        assertThatThrownBy(() -> plain(response)).isInstanceOf(SaslFailure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,n=user",
                "n,,n=,r=abc",
                "n,,n=user,r=",
                "n,,m=x,n=user,r=abc",
                "n,,n=us=er,r=abc",
                "x,,n=user,r=abc",
                "p=tls-exporter,,n=user,r=abc",
                "n,,n=user,r=a\u00e9c"
            })
    void brokenFirstMessagesOfScramAreRefused(String message) {
        var server = server(PENCIL, "x");
        assertThatThrownBy(() -> challenge(server, message)).isInstanceOf(SaslFailure.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "c=biws", "c=biws,r=abcx", "c=biws,r=abcx,p=*", "c=biws,r=abcx,p=AAAA"})
    void brokenFinalMessagesOfScramAreRefused(String message) throws Exception {
        var server = server(PENCIL, "x");
        challenge(server, "n,,n=user,r=abc");
        assertThatThrownBy(() -> challenge(server, message)).isInstanceOf(SaslFailure.class);
    }

    @Test
    void proofForAnotherNonceOrHeaderIsWrong() throws Exception {
        for (var forged : new String[] {"c=biws,r=abcY", "c=eSws,r=abcx"}) {
            var server = server(PENCIL, "x");
            var first = challenge(server, "n,,n=user,r=abc");
            var message = forged + ",p=" + proof("n=user,r=abc," + first + "," + forged);
            assertThat(server.respond(message.getBytes(UTF_8))).isEqualTo(new Step.Wrong("user"));
        }
    }

    @Test
    void verifierKeepsItsTextFormAndHidesItselfInLogs() {
        assertThat(ScramVerifier.of(PENCIL.text())).isEqualTo(PENCIL);
        assertThat(PENCIL.toString()).doesNotContain(PENCIL.storedKey());
    }

    private static String serverFirst(String user) throws Exception {
        var server = mechanisms().begin("SCRAM-SHA-256", List.of()).orElseThrow();
        var first = challenge(server, "n,,n=" + user + ",r=abc");
        return first.substring(first.indexOf(",s="));
    }

    private static String proof(String authMessage) {
        var clientKey = Scram.clientKey(Scram.saltedPassword("pencil", new byte[16], 10_000));
        var signature = Scram.hmac(Scram.hash(clientKey), authMessage);
        return Base64.getEncoder().encodeToString(Scram.xor(clientKey, signature));
    }

    private static Step plain(String response) throws Exception {
        return new PlainServer().respond(response.getBytes(UTF_8));
    }

    private static ScramServer server(ScramVerifier verifier, String nonce) {
        return new ScramServer(_ -> new ScramServer.Found(verifier, true), nonce, List.of(), false);
    }

    private static ServerMechanisms mechanisms() {
        return new ServerMechanisms(
                user -> user.equals("user") ? Optional.of(PENCIL) : Optional.empty(),
                SECRET,
                new SecureRandom());
    }

    /// Talks until the server has decided.
    static Step converse(ClientExchange client, ServerExchange server)
            throws SaslFailure, IOException {
        var initial = client.initialResponse();
        var response =
                initial == null ? client.respond(server.firstChallenge().getBytes(UTF_8)) : initial;
        var step = server.respond(response);
        while (step instanceof Step.Challenge(String text)) {
            step = server.respond(client.respond(text.getBytes(UTF_8)));
        }
        assertThat(step instanceof Step.Wrong || client.serverProved()).isTrue();
        return step;
    }

    private static String challenge(ServerExchange server, String message)
            throws SaslFailure, IOException {
        return switch (server.respond(message.getBytes(UTF_8))) {
            case Step.Challenge(String text) -> text;
            case Step.Password _, Step.Proved _, Step.Wrong _ -> "no challenge";
        };
    }

    private static JsonNode vector() throws IOException {
        try (var in = ServerExchangeTest.class.getResourceAsStream("/vectors/sasl/scram.json")) {
            return JsonMapper.shared().readTree(in).get(1);
        }
    }

    private static String word(JsonNode vector, String name) {
        return vector.get(name).asString();
    }
}
