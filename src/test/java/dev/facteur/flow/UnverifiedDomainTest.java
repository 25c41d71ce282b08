package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Letter;
import dev.facteur.testkit.OpenDkimVerifier;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RawSmtp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What becomes of mail of a domain that nobody has shown to be theirs.
@Tag("flow")
class UnverifiedDomainTest {
    private static final Map<String, String> LENT =
            Map.of("FACTEUR_DOMAINS_FALLBACK", "host.example");

    @TempDir Path folder;

    @Test
    void withoutAFallbackItsSenderIsRefusedWithTheRecordToPublish() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var token = add(gateway, "new.example", false).path("ownership").path("value");
            try (var client = RawSmtp.connect(gateway.localPort())) {
                client.reply();
                client.ask("EHLO localhost");
                assertThat(client.ask("MAIL FROM:<a@new.example>"))
                        .startsWith("550 5.7.1 domain new.example is not verified yet")
                        .contains("_facteur.new.example " + token.asString())
                        .contains("facteur domain verify new.example");
                assertThat(client.ask("MAIL FROM:<a@shop.example>")).startsWith("250");
                assertThat(client.ask("RCPT TO:<bob@example.com>")).startsWith("250");
                client.ask("DATA");
                client.send("From: a@new.example\r\n\r\nhello\r\n.\r\n");
                assertThat(client.reply()).startsWith("550 5.7.1 domain new.example is not");
            }
        }
    }

    @Test
    void withAFallbackItLeavesAsThatSignedByIt() throws Exception {
        try (var gateway = PracticeGateway.with(folder, LENT)) {
            var records = records(add(gateway, "host.example", true));
            add(gateway, "new.example", false);
            var letter = Letter.awkward("orders@new.example", "bob@example.com");
            gateway.submit(letter);

            var mail = gateway.awaitArrivedFor("bob@example.com", 1).getFirst();
            assertThat(mail)
                    .contains(
                            "From: \"Boutique via host.example\" <orders=new.example@host.example>\r\n",
                            "Reply-To: \"Boutique\" <orders@new.example>\r\n")
                    .endsWith(body(new String(letter.bytes(), UTF_8)));
            assertThat(gateway.envelopeSenderFor("bob@example.com"))
                    .isEqualTo("orders=new.example@host.example");
            assertThat(OpenDkimVerifier.withKeys(folder, records).verify(mail.getBytes(UTF_8)))
                    .hasSize(2)
                    .allMatch(
                            verdict -> verdict.passes() && verdict.domain().equals("host.example"));
        }
    }

    @Test
    void mailThatWaitsWhileItsDomainIsVerifiedLeavesUnderItsOwnName() throws Exception {
        try (var gateway = PracticeGateway.with(folder, LENT)) {
            add(gateway, "host.example", true);
            add(gateway, "new.example", false);
            var letter = Letter.awkward("orders@new.example", "greylist@example.com");
            var mail = gateway.submit(letter);
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.operator("POST", "/v1/domains/new.example/verify", "{\"vouch\": true}");
            // The practice server has not met this sender before, and lets it wait once more.
            gateway.pass(Duration.ofMinutes(30), Duration.ofMinutes(2));

            assertThat(gateway.awaitArrivedFor("greylist@example.com", 1).getFirst())
                    .contains("From: Boutique <orders@new.example>\r\n")
                    .doesNotContain("host.example>\r\n", "\r\nReply-To:");
        }
    }

    @Test
    void mailWhoseFallbackIsTakenAwayWaitsAndSaysWhy() throws Exception {
        try (var gateway = PracticeGateway.with(folder, LENT)) {
            add(gateway, "host.example", true);
            add(gateway, "new.example", false);
            var letter = Letter.awkward("orders@new.example", "greylist@example.com");
            var mail = gateway.submit(letter);
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.operator("DELETE", "/v1/domains/host.example", "");
            gateway.advance(Duration.ofMinutes(2));

            gateway.awaitEvents(mail, "accepted", "attempted", "deferred", "attempted", "deferred");
            assertThat(gateway.details(mail)).contains("new.example is not verified");
            assertThat(gateway.arrivedFor("greylist@example.com")).isEmpty();
        }
    }

    private static JsonNode add(PracticeGateway gateway, String name, boolean vouch)
            throws Exception {
        var wanted = "{\"name\": \"%s\", \"site\": \"shop\", \"vouch\": %s}".formatted(name, vouch);
        return gateway.operator("POST", "/v1/domains", wanted);
    }

    private static Map<String, String> records(JsonNode domain) {
        var records = new HashMap<String, String>();
        for (var key : domain.path("keys")) {
            records.put(key.path("record_name").asString(), key.path("record_value").asString());
        }
        return records;
    }

    private static String body(String mail) {
        return mail.substring(mail.indexOf("\r\n\r\n"));
    }
}
