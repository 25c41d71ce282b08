package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands ask the API for when somebody changes what there is, and what they say of its
/// refusals.
class ChangesTest {
    @TempDir Path data;
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aRefusalIsToldInTheReadersLanguageByItsCode() {
        scene.gateway(
                data,
                403,
                "{\"code\":\"permission\",\"detail\":\"in English\",\"subject\":\"send\","
                        + "\"values\":[\"crm\",\"send,read\"]}");
        assertThat(scene.run("--lang", "fr", "site", "list")).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(scene.err())
                .contains("la clé crm n'a pas la permission « send »")
                .contains("facteur credential set crm --permission send,read")
                .doesNotContain("English");
    }

    @Test
    void aMissingMemberIsNamedInTheReadersLanguage() {
        scene.gateway(data, 422, "{\"code\":\"member-missing\",\"field\":\"from\"}");
        scene.run("--lang", "fr", "site", "list");
        assertThat(scene.err()).contains("il manque « from »");
    }

    @Test
    void whereAlertsLeadNeedNotStandOnTheCommandLine() throws Exception {
        scene.gateway(data, 201, "{}");
        var file = Files.writeString(data.resolve("target"), "https://hooks.example/x\n");
        scene.secret("https://hooks.example/y");
        scene.run("alert", "add", "a", "--slack", "--target-file", file.toString(), "--json");
        scene.run("alert", "add", "b", "--discord", "--json");
        scene.typed("1:abc:-2\n");
        scene.run("alert", "add", "c", "--telegram", "--target-file", "-", "--json");
        assertThat(scene.requests)
                .extracting(request -> request.replaceAll(",.*", ""))
                .containsExactly(
                        "POST /v1/alerts/channels {\"slack\":\"https://hooks.example/x\"",
                        "POST /v1/alerts/channels {\"discord\":\"https://hooks.example/y\"",
                        "POST /v1/alerts/channels {\"telegram\":\"1:abc:-2\"");
        var address = "https://hooks.example/x";
        assertThat(scene.run("alert", "add", "d", "--slack", address, "--target-file", "-"))
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsCountedIsChosenForAStream() {
        scene.gateway(data, 200, "{}");
        scene.run("tracking", "set", "shop", "--domain", "l.shop.example", "--clicks", "--json");
        scene.run("tracking", "show", "--site", "a b", "--json");
        scene.run("tracking", "off", "shop", "--stream", "transactional", "--json");
        scene.run("tracking", "report", "shop", "--days", "7", "--json");
        assertThat(scene.requests)
                .containsExactly(
                        "PUT /v1/tracking {\"site\":\"shop\",\"stream\":\"broadcast\","
                                + "\"domain\":\"l.shop.example\",\"opens\":false,"
                                + "\"clicks\":true,\"unchecked\":false}",
                        "GET /v1/tracking?look=true&site=a%20b",
                        "DELETE /v1/tracking?site=shop&stream=transactional",
                        "GET /v1/tracking/counts?site=shop&stream=broadcast&days=7");
    }

    @Test
    void whatIsCountedIsToldInWordsAndThatNoDoorIsOpen() {
        scene.gateway(
                data,
                200,
                "{\"door\":false,\"tracking\":[{\"site\":\"shop\",\"stream\":\"broadcast\","
                        + "\"domain\":\"l.shop.example\",\"opens\":true,\"clicks\":true,"
                        + "\"leads\":\"no-certificate\"}]}");
        assertThat(scene.run("tracking", "show")).isZero();
        assertThat(scene.out()).contains("shop", "l.shop.example", "certificate", "[tracking]");
        var french = new Scene().gateway(data, 200, "{\"counts\":{\"mails\":3,\"opened\":2}}");
        assertThat(french.run("--lang", "fr", "tracking", "report", "shop")).isZero();
        assertThat(french.out()).contains("3", "2", "ouver");
        french.close();
    }

    @Test
    void whatIsNotNamedInAChangeIsNotSent() {
        scene.gateway(data, 200, "{}");
        scene.run("credential", "set", "shop", "--sender", "a@b.c", "--no-repeats", "--json");
        scene.run("credential", "set", "key", "--everywhere", "--every-sender", "--json");
        scene.run("webhook", "set", "crm", "--event", "bounced,complained", "--json");
        scene.run("webhook", "set", "crm", "--every-event", "--batch", "9", "--json");
        assertThat(scene.requests)
                .filteredOn(request -> request.startsWith("PATCH"))
                .containsExactly(
                        "PATCH /v1/credentials/shop"
                                + " {\"senders\":[\"a@b.c\"],\"recognises_repeats\":false}",
                        "PATCH /v1/credentials/key {\"senders\":[],\"networks\":[]}",
                        "PATCH /v1/webhooks/crm {\"kinds\":[\"bounced\",\"complained\"]}",
                        "PATCH /v1/webhooks/crm {\"batch\":9,\"kinds\":[]}");
    }
}
