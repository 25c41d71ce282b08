package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.sasl.ClientExchange;
import dev.facteur.protocol.sasl.ClientMechanisms;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.sasl.ScramVerifier;
import dev.facteur.protocol.sasl.ServerExchange;
import dev.facteur.protocol.sasl.ServerExchange.Step;
import dev.facteur.protocol.sasl.ServerMechanisms;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Logins: a client's responses, a server's challenges, and both sides together. The first line of
/// an input says which.
class SaslFuzzTest {
    private static final byte[] SALT = new byte[ScramVerifier.SALT_BYTES];
    private static final ScramVerifier VERIFIER = ScramVerifier.derive("pencil", SALT);
    private static final SecureRandom ALWAYS_THE_SAME =
            new SecureRandom() {
                @Override
                public void nextBytes(byte[] bytes) {
                    Arrays.fill(bytes, (byte) 7);
                }
            };

    @FuzzTest
    void nobodyIsLetInWhoDoesNotKnowThePassword(byte[] input) throws IOException, SaslFailure {
        var lines = Cuts.lines(input, 5);
        var first = Cuts.latin1(lines.getFirst());
        switch (first) {
            case "PLAIN", "LOGIN", "SCRAM-SHA-256" ->
                    againstServer(first, lines.subList(1, lines.size()));
            case "client" -> againstClient(lines.subList(1, lines.size()));
            case "both" -> bothSides(lines.subList(1, lines.size()));
            default -> {}
        }
    }

    private static ServerMechanisms mechanisms(ScramVerifier verifier) {
        return new ServerMechanisms(
                user -> user.equals("user") ? Optional.of(verifier) : Optional.empty(),
                new byte[32],
                ALWAYS_THE_SAME);
    }

    private static void againstServer(String mechanism, List<byte[]> responses) throws IOException {
        var server = mechanisms(VERIFIER).begin(mechanism, List.of()).orElseThrow();
        requireOneLine(server.firstChallenge());
        try {
            for (var response : responses) {
                switch (server.respond(response)) {
                    case Step.Challenge(var text) -> requireOneLine(text);
                    case Step.Password(var user, var password) -> {
                        assertThat(mechanism).isIn("PLAIN", "LOGIN");
                        assertThat(user).isNotEmpty();
                        if (mechanism.equals("PLAIN")) {
                            assertThat(user + password).doesNotContain("\0");
                        }
                        return;
                    }
                    // Nobody can make up a proof.
                    case Step.Proved proved -> throw new AssertionError(proved);
                    case Step.Wrong _ -> {
                        return;
                    }
                }
            }
        } catch (SaslFailure e) {
            requireOneLine(String.valueOf(e.getMessage()));
        }
    }

    /// A server that does not know the password is never believed, whatever it says.
    private static void againstClient(List<byte[]> challenges) {
        var client =
                ClientMechanisms.fitting(
                                Set.of("SCRAM-SHA-256"), "user", "pencil", null, ALWAYS_THE_SAME)
                        .getFirst();
        requireOneLine(new String(Objects.requireNonNull(client.initialResponse()), UTF_8));
        try {
            for (var challenge : challenges) {
                if (isExpensive(challenge)) return;
                requireOneLine(new String(client.respond(challenge), UTF_8));
                assertThat(client.serverProved()).isFalse();
            }
        } catch (SaslFailure e) {
            requireOneLine(String.valueOf(e.getMessage()));
        }
    }

    /// The million rounds that a server may ask for would leave no time for other inputs.
    private static boolean isExpensive(byte[] challenge) {
        return Cuts.latin1(challenge).matches("(?s).*i=[1-9][0-9]{4,6}(?![0-9]).*");
    }

    /// Whoever has the password is let in, whatever characters it and the name are made of.
    private static void bothSides(List<byte[]> lines) throws IOException, SaslFailure {
        if (lines.size() < 2) return;
        var user = Cuts.utf8(lines.get(0)).orElse("");
        var password = Cuts.utf8(lines.get(1)).orElse("");
        if (user.isEmpty() || password.isEmpty() || (user + password).contains("\0")) return;
        for (var name : List.of("PLAIN", "LOGIN")) {
            var client = client(name, user, password);
            var server = mechanisms(VERIFIER).begin(name, List.of()).orElseThrow();
            assertThat(end(client, server)).isEqualTo(new Step.Password(user, password));
        }
        var verifier = ScramVerifier.of(ScramVerifier.derive(password, SALT).text());
        var scram = new ServerMechanisms(_ -> Optional.of(verifier), new byte[32], ALWAYS_THE_SAME);
        var client = client("SCRAM-SHA-256", user, password);
        var server = scram.begin("SCRAM-SHA-256", List.of()).orElseThrow();
        assertThat(end(client, server)).isInstanceOf(Step.Proved.class);
        assertThat(client.serverProved()).isTrue();
    }

    private static ClientExchange client(String mechanism, String user, String password) {
        return ClientMechanisms.fitting(Set.of(mechanism), user, password, null, ALWAYS_THE_SAME)
                .getFirst();
    }

    private static Step end(ClientExchange client, ServerExchange server)
            throws IOException, SaslFailure {
        var initial = client.initialResponse();
        var response =
                initial == null ? client.respond(server.firstChallenge().getBytes(UTF_8)) : initial;
        var step = server.respond(response);
        while (step instanceof Step.Challenge(var text)) {
            step = server.respond(client.respond(text.getBytes(UTF_8)));
        }
        return step;
    }

    private static void requireOneLine(String text) {
        assertThat(text).doesNotContain("\r", "\n", "\0");
    }
}
