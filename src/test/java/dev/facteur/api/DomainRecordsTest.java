package dev.facteur.api;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import dev.facteur.testkit.ProviderServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class DomainRecordsTest {
    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        post("/v1/sites", "{\"name\":\"shop\"}");
        post(
                "/v1/domains",
                "{\"name\":\"shop.example\",\"site\":\"shop\",\"algorithms\":[\"rsa\"]}");
        server.dns().with("shop.example. MX 10 mx.shop.example.");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void post(String path, String body) {
        assertThat(server.operator("POST", path, body).status()).as(path).isEqualTo(201);
    }

    private JsonNode records(String language) {
        var path = "/v1/domains/shop.example/records?lang=" + language;
        var answer = server.operator("GET", path, null);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> all(JsonNode records, String member) {
        var values = new ArrayList<String>();
        for (var each : records.path("records")) values.add(each.path(member).asString(""));
        return values;
    }

    @Test
    void eachRecordHasNameTypeValueTtlReasonAndState() {
        var records = records("en");
        assertThat(all(records, "purpose")).containsExactly("dkim", "dmarc", "ownership");
        assertThat(all(records, "state")).containsOnly("missing");
        assertThat(all(records, "type")).containsOnly("TXT");
        assertThat(all(records, "name").get(1)).isEqualTo("_dmarc.shop.example");
        assertThat(all(records, "value").get(1)).startsWith("v=DMARC1; p=none;");
        assertThat(records.path("records").path(0).path("ttl").asLong(0)).isEqualTo(3600);
        assertThat(all(records, "why").getFirst()).startsWith("DKIM: the key by which");
        assertThat(all(records("fr"), "why").getFirst()).startsWith("DKIM : la clé par laquelle");
    }

    @Test
    void whatDnsHasInItsPlaceIsShown() {
        server.dns().with("_dmarc.shop.example. TXT \"v=dmarc1\"");
        var records = records("en");
        assertThat(all(records, "state")).containsExactly("missing", "differs", "missing");
        assertThat(records.path("records").path(1).path("found").path(0).asString(""))
                .isEqualTo("v=dmarc1");
    }

    @Test
    void whatTheProviderOfTheSitesRouteWantsIsAmongThem() {
        var page =
                """
                [{"domain":"shop.example","valid":false,"dns":{
                  "mail_cname":{"type":"cname","host":"em1.shop.example","data":"u7.wl.sendgrid.net"},
                  "dkim1":{"type":"cname","host":"s1._domainkey.shop.example","data":"s1.domainkey.u7.wl.sendgrid.net"}}}]
                """;
        server.dns().with("em1.shop.example. CNAME u7.wl.sendgrid.net.");
        try (var provider = ProviderServer.that(_ -> answer(200, page))) {
            post(
                    "/v1/routes",
                    """
                    {"name":"way","provider":"sendgrid","key":"secret","api":"%s","is_default":true}
                    """
                            .formatted(provider.base()));
            var records = records("en");
            assertThat(all(records, "provider"))
                    .containsExactly("", "", "SendGrid", "SendGrid", "");
            assertThat(all(records, "purpose")).endsWith("return-path", "dkim", "ownership");
            assertThat(all(records, "state")).endsWith("there", "missing", "missing");
            var told = records.path("providers").path(0);
            assertThat(told.path("standing").asString("")).isEqualTo("unverified");
            assertThat(told.path("page").asString("")).contains("sendgrid.com/settings");
        }
    }

    @Test
    void recordsOfADomainThatIsNotKnownAreNotFound() {
        var answer = server.operator("GET", "/v1/domains/other.example/records", null);
        assertThat(answer.status()).isEqualTo(404);
    }
}
