package dev.facteur.deliver.http.sparkpost;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.platform.http.Json;
import dev.facteur.testkit.ProviderServer;
import org.junit.jupiter.api.Test;

class SparkPostTest {
    private static final String TAKEN =
            answer(
                    200,
                    "{\"results\":{\"id\":\"11\",\"total_accepted_recipients\":1,"
                            + "\"total_rejected_recipients\":0}}");

    @Test
    void theMailTravelsWholeInACallOfEachRecipient() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var mail = ApiBench.HELLO + "\ta \"quote\" and a \\ and \u0001\n";
            var outcomes =
                    bench.send(
                            ApiBench.route("sparkpost", server.base()), mail, "a@x.org", "b@x.org");
            assertThat(outcomes).allMatch(Outcome.Delivered.class::isInstance);
            assertThat(server.calls()).hasSize(2);
            var call = server.calls().getFirst();
            assertThat(call.headers()).containsEntry("authorization", ApiBench.KEY);
            var body = Json.MAPPER.readTree(call.text());
            assertThat(body.path("recipients"))
                    .hasToString("[{\"address\":{\"email\":\"a@x.org\"}}]");
            assertThat(body.path("content").path("email_rfc822").asString())
                    .isEqualTo(mail.replace("\n", "\r\n"));
        }
    }

    @Test
    void whatItReplacesIsNotGivenToIt() {
        assertThat(loss(ApiBench.HELLO.replace("Subject:", "List-Unsubscribe: <u>\nSubject:")))
                .contains("its List-Unsubscribe header");
        assertThat(loss(ApiBench.HELLO + "Dear {{name}}\n")).contains("double braces");
        assertThat(loss(ApiBench.HELLO + "é\n")).contains("8-bit");
    }

    private static String loss(String mail) {
        try (var bench = new ApiBench()) {
            var route = ApiBench.route("sparkpost", "http://127.0.0.1:1");
            return ApiBench.cause(bench.send(route, mail, "ann@example.net").getFirst()).sentence();
        }
    }

    @Test
    void itsErrorsMeanWhatTheySay() {
        assertThat(outcome(420, "Exceed Sending Limit")).isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(401, "Unauthorized.")).isInstanceOf(Outcome.Parked.class);
        assertThat(outcome(429, "Too many requests")).isInstanceOf(Outcome.Deferred.class);
        assertThat(outcome(422, "required field is missing")).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aSuccessThatCountsNobodyIsARefusal() {
        try (var server =
                        ProviderServer.that(_ ->
                                answer(
                                        200,
                                        "{\"results\":{\"id\":\"11\","
                                                + "\"total_accepted_recipients\":0,"
                                                + "\"total_rejected_recipients\":1}}"));
                var bench = new ApiBench()) {
            assertThat(bench.hello(ApiBench.route("sparkpost", server.base())))
                    .isInstanceOf(Outcome.Refused.class);
        }
    }

    private static Outcome outcome(int status, String message) {
        var body = "{\"errors\":[{\"message\":\"%s\",\"code\":\"1400\"}]}".formatted(message);
        try (var server = ProviderServer.that(_ -> answer(status, body));
                var bench = new ApiBench()) {
            return bench.hello(ApiBench.route("sparkpost", server.base()));
        }
    }
}
