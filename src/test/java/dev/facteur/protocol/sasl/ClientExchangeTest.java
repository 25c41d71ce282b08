package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClientExchangeTest {
    @Test
    void scramGivesTheMessagesOfRfc7677AndBelievesItsServer() throws Exception {
        var vector = vector("scram.json", "SCRAM-SHA-256");
        var client = scramOf(vector);

        assertThat(text(client.initialResponse())).isEqualTo(word(vector, "client_first"));
        assertThat(text(client.respond(word(vector, "server_first").getBytes(UTF_8))))
                .isEqualTo(word(vector, "client_final"));
        assertThat(client.serverProved()).isFalse();
        assertThat(client.respond(word(vector, "server_final").getBytes(UTF_8))).isEmpty();
        assertThat(client.serverProved()).isTrue();
    }

    /// The examples on Google's and Microsoft's pages about XOAUTH2.
    @ParameterizedTest
    @CsvSource({
        "someuser@example.com,"
                + "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg,"
                + "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52Yj"
                + "NSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==",
        "test@contoso.onmicrosoft.com,"
                + "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA,"
                + "dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRk"
                + "ZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ=="
    })
    void anAccessTokenIsShownAsTheProvidersDocumentIt(String user, String token, String shown) {
        var client = bearing(Set.of("PLAIN", "OAUTHBEARER", "XOAUTH2"), user, token);
        assertThat(client.mechanism()).isEqualTo("XOAUTH2");
        assertThat(Base64.getEncoder().encodeToString(client.initialResponse())).isEqualTo(shown);
    }

    @Test
    void theStandardsMechanismIsTakenWhereItIsTheOnlyOne() throws Exception {
        var client = bearing(Set.of("OAUTHBEARER"), "a=b,c@example.com", "token");
        assertThat(text(client.initialResponse()))
                .isEqualTo("n,a=a=3Db=2Cc@example.com,\1auth=Bearer token\1\1");
        // RFC 7628 §3.2.3.
        assertThat(client.respond("{\"status\":\"401\"}".getBytes(UTF_8))).containsExactly(1);
    }

    @Test
    void theReasonWhyATokenIsRefusedIsAnsweredWithAnEmptyLineOnce() throws Exception {
        var client = bearing(Set.of("XOAUTH2"), "me@example.com", "token");
        var reason = "{\"status\":\"400\",\"schemes\":\"Bearer\"}".getBytes(UTF_8);
        assertThat(client.respond(reason)).isEmpty();
        assertThatThrownBy(() -> client.respond(reason)).isInstanceOf(SaslFailure.class);
    }

    @Test
    void aTokenIsNeverGivenToAMechanismForPasswords() {
        assertThat(ClientMechanisms.bearing(Set.of("PLAIN", "LOGIN"), "me", "token")).isEmpty();
    }

    private static BearerClient bearing(Set<String> offered, String user, String token) {
        return (BearerClient) ClientMechanisms.bearing(offered, user, token).getFirst();
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsFoundOut() throws Exception {
        var vector = vector("scram.json", "SCRAM-SHA-256");
        var client = scramOf(vector);
        client.respond(word(vector, "server_first").getBytes(UTF_8));

        assertThatThrownBy(() ->
                        client.respond(
                                "v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=".getBytes(UTF_8)))
                .isInstanceOf(SaslFailure.class)
                .hasMessageContaining("prove");
        assertThat(client.serverProved()).isFalse();
    }

    @Test
    void brokenServerMessagesOfScramAreRefused() {
        var salt = ",s=W22ZaJ0SNY7soEsUEjb6gQ==";
        for (var message :
                List.of(
                        "",
                        "r=mine" + salt + ",i=4096",
                        "r=other" + salt + ",i=4096",
                        "r=mineX,s=,i=4096",
                        "r=mineX,s=*,i=4096",
                        "r=mineX" + salt + ",i=1",
                        "r=mineX" + salt + ",i=99999999",
                        "r=mineX" + salt + ",i=-1",
                        "m=new,r=mineX" + salt + ",i=4096")) {
            var client = new ScramClient("user", "pencil", "mine", null);
            assertThatThrownBy(() -> client.respond(message.getBytes(UTF_8)))
                    .as(message)
                    .isInstanceOf(SaslFailure.class);
        }
    }

    @Test
    void nonceThatIsNotPrintableIsNotRepeated() {
        for (var more : List.of("\0", "\r\n", "é")) {
            var client = new ScramClient("user", "pencil", "mine", null);
            var message = "r=mine" + more + ",s=QSXCR+Q6sek8bf92,i=4096";
            assertThatThrownBy(() -> client.respond(message.getBytes(UTF_8)))
                    .isInstanceOf(SaslFailure.class)
                    .hasMessageContaining("nonce");
        }
    }

    @Test
    void userNamesAreEscapedInScram() {
        var client = new ScramClient("a=b,c", "pencil", "mine", null);
        assertThat(text(client.initialResponse())).isEqualTo("n,,n=a=3Db=2Cc,r=mine");
    }

    @Test
    void plainGivesTheMessageOfRfc4616() throws Exception {
        var vector = vector("plain-cram.json", "PLAIN");
        var client = new PlainClient(word(vector, "user"), word(vector, "password"));
        assertThat(Base64.getEncoder().encodeToString(client.initialResponse()))
                .isEqualTo(word(vector, "message_base64"));
    }

    @Test
    void loginAnswersTwoPromptsWhateverTheySay() throws Exception {
        var client = new LoginClient("tim", "secret");
        assertThat(client.initialResponse()).isNull();
        assertThat(text(client.respond("VXNlcm5hbWU6".getBytes(UTF_8)))).isEqualTo("tim");
        assertThat(text(client.respond(new byte[0]))).isEqualTo("secret");
        assertThatThrownBy(() -> client.respond(new byte[0])).isInstanceOf(SaslFailure.class);
    }

    @Test
    void theBestOfferedMechanismComesFirstAndOnePlainOneAfterIt() {
        assertThat(names("LOGIN", "PLAIN", "SCRAM-SHA-256", "CRAM-MD5"))
                .containsExactly("SCRAM-SHA-256", "PLAIN");
        assertThat(names("LOGIN")).containsExactly("LOGIN");
        assertThat(names("SCRAM-SHA-256-PLUS")).isEmpty();
        assertThat(names("CRAM-MD5", "XOAUTH2")).isEmpty();
    }

    @Test
    void theSameLettersTypedOnTwoMachinesAreOnePassword() {
        assertThat(Saslprep.prepare("I\u00adX")).isEqualTo("IX");
        assertThat(Saslprep.prepare("\u2168")).isEqualTo("IX");
        assertThat(Saslprep.prepare("a\u00a0b")).isEqualTo("a b");
        assertThat(Saslprep.prepare("e\u0301")).isEqualTo("\u00e9");
        assertThat(Saslprep.prepare("USER")).isEqualTo("USER");
        assertThat(Saslprep.prepare("\u00e9\u0007")).isEqualTo("\u00e9\u0007");
    }

    private static List<String> names(String... offered) {
        return ClientMechanisms.fitting(Set.of(offered), "u", "p", null, new SecureRandom())
                .stream()
                .map(ClientExchange::mechanism)
                .toList();
    }

    private static ScramClient scramOf(JsonNode vector) {
        String first = word(vector, "client_first");
        return new ScramClient(
                word(vector, "user"),
                word(vector, "password"),
                first.substring(first.indexOf("r=") + 2),
                null);
    }

    private static JsonNode vector(String file, String mechanism) throws IOException {
        try (var in = ClientExchangeTest.class.getResourceAsStream("/vectors/sasl/" + file)) {
            for (var node : JsonMapper.builder().build().readTree(in)) {
                if (word(node, "mechanism").equals(mechanism)) return node;
            }
        }
        throw new IllegalStateException("no vector for " + mechanism);
    }

    private static String word(JsonNode node, String field) {
        return node.get(field).asString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
