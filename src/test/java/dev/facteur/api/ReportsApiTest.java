package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportsApiTest {
    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.operator("POST", "/v1/sites", "{\"name\":\"shop\"}");
        server.operator("POST", "/v1/domains", "{\"name\":\"shop.example\",\"site\":\"shop\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String report(String source) {
        long begin =
                Instant.now()
                        .truncatedTo(ChronoUnit.DAYS)
                        .minus(1, ChronoUnit.DAYS)
                        .getEpochSecond();
        return """
        <feedback><report_metadata><org_name>&lt;script&gt;</org_name><report_id>1</report_id>
        <date_range><begin>%d</begin><end>%d</end></date_range></report_metadata>
        <policy_published><domain>shop.example</domain></policy_published><record><row>
        <source_ip>%s</source_ip><count>7</count></row></record></feedback>
        """
                .formatted(begin, begin + 86_399, source);
    }

    @Test
    void reportIsTakenAndShown() {
        var receipt =
                server.operator("POST", "/v1/reports", report("192.0.2.1"))
                        .json()
                        .path("receipts")
                        .path(0);
        assertThat(receipt.path("outcome").asString()).isEqualTo("taken");
        assertThat(receipt.path("kind").asString()).isEqualTo("dmarc");
        var shown =
                server.operator("GET", "/v1/reports/dmarc/shop.example?by_day=true", null).json();
        assertThat(shown.path("total").path("mails").asInt()).isEqualTo(7);
        assertThat(shown.path("senders").path(0).path("sender").path("kind").asString())
                .isEqualTo("unknown");
        assertThat(shown.path("days")).hasSize(1);
        assertThat(
                        server.operator("GET", "/v1/reports/tls/shop.example", null)
                                .json()
                                .path("reports")
                                .asInt())
                .isZero();
    }

    @Test
    void whatIsNoReportIsSaidToBeNone() {
        var answer = server.operator("POST", "/v1/reports", "hello");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asString()).isEqualTo("report-none");
    }

    @Test
    void bodyIsReadUpToALimit() {
        var large = "<!-- " + "x".repeat(26_000_000);
        assertThat(server.operator("POST", "/v1/reports", large).status()).isEqualTo(413);
    }

    @Test
    void domainsOfOthersAndSenselessDaysAreRefused() {
        assertThat(server.operator("GET", "/v1/reports/dmarc/other.example", null).status())
                .isEqualTo(404);
        for (var days : new String[] {"0", "-1", "x", "99999999999"}) {
            var path = "/v1/reports/dmarc/shop.example?days=" + days;
            assertThat(server.operator("GET", path, null).status()).isEqualTo(422);
        }
    }

    @Test
    void nothingIsToldOrTakenWithoutTheOperatorsToken() {
        for (var path : new String[] {"/v1/reports/dmarc/shop.example", "/v1/reports/mailbox"}) {
            assertThat(server.as("wrong", "GET", path, null).status()).isEqualTo(401);
        }
        assertThat(server.as("wrong", "POST", "/v1/reports", report("192.0.2.1")).status())
                .isEqualTo(401);
    }

    @Test
    void mailboxIsSetShownWithoutItsPasswordAndRemoved() {
        assertThat(
                        server.operator("GET", "/v1/reports/mailbox", null)
                                .json()
                                .path("mailbox")
                                .isNull())
                .isTrue();
        var body =
                "{\"host\":\"imap.example.com\",\"user\":\"reports@example.com\",\"password\":\"geheim\"}";
        var answer = server.operator("PUT", "/v1/reports/mailbox", body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain("geheim");
        var mailbox = answer.json().path("mailbox");
        assertThat(mailbox.path("port").asInt()).isEqualTo(993);
        assertThat(mailbox.path("security").asString()).isEqualTo("implicit");
        assertThat(mailbox.path("address").asString()).isEqualTo("reports@example.com");
        assertThat(server.operator("DELETE", "/v1/reports/mailbox", null).status()).isEqualTo(204);
        assertThat(server.operator("DELETE", "/v1/reports/mailbox", null).status()).isEqualTo(404);
        assertThat(server.operator("POST", "/v1/reports/mailbox/look", null).status())
                .isEqualTo(404);
    }

    @Test
    void settingsThatCannotBeAreRefusedEachWithItsReason() {
        refuse(
                "mailbox-host",
                "\"host\":\"not a host\",\"user\":\"a@b.example\",\"password\":\"p\"");
        refuse("mailbox-port", "\"port\":0");
        refuse("mailbox-security", "\"security\":\"none\"");
        refuse("mailbox-address", "\"address\":\"reports\"");
        refuse("mailbox-address", "\"address\":\"a;rua@b.example\"");
        refuse("mailbox-after", "\"after\":\"burn\"");
        refuse("mailbox-ca", "\"ca\":\"/no/such/file\"");
        refuse("mailbox-name", "\"folder\":\"a\\r\\nb\"");
        refuse("member-missing", "\"password\":\"\"");
    }

    private void refuse(String code, String members) {
        var usual = "\"host\":\"imap.example\",\"user\":\"a@b.example\",\"password\":\"p\"";
        var missing = new StringBuilder();
        for (var member : usual.split(",")) {
            if (!members.contains(member.split(":")[0] + ":")) missing.append(member).append(',');
        }
        var answer = server.operator("PUT", "/v1/reports/mailbox", "{" + missing + members + "}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
}
