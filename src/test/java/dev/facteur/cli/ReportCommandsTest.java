package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandsTest {
    private static final String REPORT =
            """
            {"domain": "shop.example", "first": "2026-05-01", "last": "2026-05-30", "reports": 3,
             "reporters": ["google.com", "evil\\u001b[31m"], "reported_days": 20,
             "total": {"mails": 115, "spf": 100, "dkim": 100, "failed": 15, "quarantined": 4, "rejected": 2},
             "senders": [
              {"sender": {"kind": "route", "id": "sg", "title": "sg"}, "networks": 2,
               "tally": {"mails": 100, "spf": 100, "dkim": 100, "failed": 0, "quarantined": 0, "rejected": 0},
               "first": "2026-05-01", "last": "2026-05-30", "addresses": []},
              {"sender": {"kind": "unknown", "id": "", "title": ""}, "networks": 3,
               "tally": {"mails": 15, "spf": 0, "dkim": 0, "failed": 15, "quarantined": 4, "rejected": 2},
               "first": "2026-05-02", "last": "2026-05-03",
               "addresses": [{"address": "192.0.2.1", "host": "a\\u001b]0;x\\u0007.example", "mails": 15, "failed": 15}]}],
             "days": []}
            """;

    private final Scene scene = new Scene();

    @TempDir Path data;

    @AfterEach
    void endServer() {
        scene.close();
    }

    @Test
    void whoSendsIsToldInBothLanguages() {
        scene.gateway(data, 200, REPORT);
        assertThat(scene.run("report", "dmarc", "shop.example", "--days", "7")).isZero();
        assertThat(scene.out())
                .contains("Of 115 mails 15 fail DMARC; receivers put 4 mails into the spam folder")
                .contains("your route sg")
                .contains("unknown, in 3 networks");
        assertThat(scene.requests)
                .containsExactly("GET /v1/reports/dmarc/shop.example?days=7&by_day=false");
        scene.run("report", "dmarc", "shop.example", "--lang", "fr");
        assertThat(scene.out()).contains("votre route sg").contains("inconnu, dans 3 réseaux");
    }

    @Test
    void namesInReportsDoNotSteerTheTerminal() {
        scene.gateway(data, 200, REPORT);
        scene.run("report", "dmarc", "shop.example", "--sources");
        assertThat(scene.out()).contains("192.0.2.1").doesNotContain("\u001b", "\u0007");
    }

    @Test
    void withoutReportsItSaysHowTheyCome() {
        scene.gateway(data, 200, "{\"domain\": \"shop.example\", \"reports\": 0}");
        scene.run("report", "dmarc", "shop.example");
        assertThat(scene.out()).contains("rua tag", "facteur report take");
        scene.run("report", "tls", "shop.example");
        assertThat(scene.out()).contains("_smtp._tls.shop.example");
    }

    @Test
    void eachFileIsToldAndOneThatIsRefusedFailsTheCommand() throws IOException {
        var file = Files.writeString(data.resolve("a.xml"), "<feedback/>").toString();
        scene.gateway(
                data,
                200,
                """
                {"receipts": [{"outcome": "taken", "kind": "dmarc", "domain": "shop.example",
                 "reporter": "google.com", "id": "1", "begin": "2026-05-30T00:00:00Z",
                 "end": "2026-05-30T23:59:59Z", "count": 7, "code": "", "reason": ""}]}
                """);
        assertThat(scene.run("report", "take", file)).isZero();
        assertThat(scene.out())
                .contains("shop.example: taken, what google.com saw on 2026-05-30; mails: 7");
        assertThat(scene.requests).containsExactly("POST /v1/reports <feedback/>");
    }

    @Test
    void fileWithoutAReportDoesNotKeepTheOthersFromBeingTaken() throws IOException {
        var file = Files.writeString(data.resolve("a.txt"), "hello").toString();
        scene.gateway(
                data,
                422,
                "{\"code\": \"report-none\", \"subject\": \"\", \"detail\": \"no report\"}");
        assertThat(scene.run("report", "take", file, file)).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(scene.requests).hasSize(2);
        assertThat(scene.out()).contains("not taken: there is no report on DMARC or TLS in it");
    }

    @Test
    void mailboxIsSetAndLookedIntoAtOnce() throws IOException {
        var password = Files.writeString(data.resolve("password"), "geheim\n").toString();
        scene.gateway(
                data,
                200,
                """
                {"at": "2026-06-01T08:00:00Z", "taken": 2, "left": 1, "more": false, "receipts": [],
                 "trouble": "Authentication failed.", "trouble_kind": "login"}
                """);
        int code =
                scene.run(
                        "report",
                        "mailbox",
                        "set",
                        "--host",
                        "imap.example",
                        "--user",
                        "r@shop.example",
                        "--password-file",
                        password);
        assertThat(code).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(scene.requests)
                .containsExactly(
                        "GET /v1/reports/mailbox",
                        "PUT /v1/reports/mailbox {\"host\":\"imap.example\",\"user\":\"r@shop.example\","
                                + "\"password\":\"geheim\"}",
                        "POST /v1/reports/mailbox/look");
        assertThat(scene.out()).contains("app password", "Authentication failed.");
    }
}
