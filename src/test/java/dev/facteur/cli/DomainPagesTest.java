package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainPagesTest {
    private static final String RECORDS =
            """
            {"records": [
               {"purpose": "dmarc", "why": "DMARC: what receivers do", "name": "_dmarc.b.example",
                "type": "TXT", "value": "v=DMARC1; p=none\\u001b]0;owned\\u0007", "ttl": 3600,
                "state": "there", "found": [], "optional": false, "provider": ""},
               {"purpose": "return-path", "why": "The return path", "name": "em1.b.example",
                "type": "CNAME", "value": "u7.wl.sendgrid.net", "ttl": 3600,
                "state": "differs", "found": ["A 192.0.2.7"], "optional": false,
                "provider": "SendGrid"},
               {"purpose": "mta-sts", "why": "MTA-STS", "name": "_mta-sts.b.example",
                "type": "TXT", "value": "v=STSv1; id=1;", "ttl": 3600,
                "state": "missing", "found": [], "optional": true, "provider": ""}],
             "later": [], "unknown": [],
             "providers": [{"route": "way", "provider": "SendGrid", "standing": "unverified",
                            "page": "https://app.sendgrid.com", "words": ""}],
             "policy": {"url": "https://mta-sts.b.example/.well-known/mta-sts.txt",
                        "text": "version: STSv1\\r\\nmode: testing\\r\\n"}}
            """;

    @TempDir private Path data;
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void howEachRecordStandsIsATable() {
        scene.gateway(data, 200, RECORDS);
        assertThat(scene.run("domain", "records", "b.example")).isEqualTo(ExitCode.OK);
        assertThat(scene.requests).containsExactly("GET /v1/domains/b.example/records?lang=en");
        assertThat(scene.out())
                .containsPattern("there +TXT +_dmarc\\.b\\.example")
                .containsPattern("differs +CNAME +em1\\.b\\.example")
                .containsPattern("missing \\(optional\\) +TXT +_mta-sts\\.b\\.example")
                .contains("The return path (SendGrid)", "There:  A 192.0.2.7")
                .contains("SendGrid (route way) has not verified b.example yet")
                .contains("https://mta-sts.b.example/.well-known/mta-sts.txt", "  mode: testing");
    }

    @Test
    void whatStrangersPublishedDoesNotSteerTheTerminal() {
        scene.gateway(data, 200, RECORDS);
        scene.run("domain", "records", "b.example");
        assertThat(scene.out())
                .doesNotContain("\u001b", "\u0007")
                .contains("p=none\\027]0;owned\\007");
    }

    @Test
    void theZoneAloneIsNothingButLinesOfAZoneFile() {
        scene.gateway(data, 200, RECORDS);
        scene.run("domain", "records", "b.example", "--zone");
        assertThat(scene.out().lines())
                .allMatch(line -> line.startsWith("; ") || line.contains(" IN "));
        assertThat(scene.out()).contains("em1.b.example. 3600 IN CNAME u7.wl.sendgrid.net.");
    }

    @Test
    void aRouteIsChosenForBothStreamsOfTheOnlySite() {
        scene.gateway(data, 200, "{\"sites\": [{\"name\": \"shop\"}]}");
        scene.run("domain", "add", "b.example", "--route", "way", "--json");
        assertThat(scene.requests)
                .containsExactly(
                        "GET /v1/sites",
                        "GET /v1/routes/way",
                        "POST /v1/domains {\"name\":\"b.example\",\"site\":\"shop\"}",
                        "GET /v1/sites/shop",
                        "PUT /v1/sites/shop/routes/transactional {\"routes\":[\"way\"]}",
                        "GET /v1/sites/shop",
                        "PUT /v1/sites/shop/routes/broadcast {\"routes\":[\"way\"]}");
    }

    @Test
    void amongSeveralSitesOneHasToBeNamed() {
        scene.gateway(data, 200, "{\"sites\": [{\"name\": \"shop\"}, {\"name\": \"blog\"}]}");
        int code = scene.run("domain", "add", "b.example", "--route", "way");
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(scene.err()).contains("--site: shop, blog");
        assertThat(scene.requests).containsExactly("GET /v1/sites");
    }
}
