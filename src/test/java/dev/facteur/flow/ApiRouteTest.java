package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.sandbox.Sandbox;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Letter;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.PracticeProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail of a whole gateway by a provider whose ports are all shut.
@Tag("flow")
class ApiRouteTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    @Test
    void mailLeavesByTheApiWhereNoPortIsOpen() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            assertThat(provider.inbox().mails())
                    .singleElement()
                    .satisfies(kept -> {
                        assertThat(kept.received().recipients()).containsExactly("bob@example.com");
                        assertThat(kept.header("Subject")).isEqualTo("practice");
                    });
            assertThat(gateway.arrived()).isZero();
        }
    }

    @Test
    void aRecipientThatTheApiRefusesFails() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var mail = gateway.submit(ANNA, "inactive@example.com NOTIFY=NEVER");
            gateway.awaitEvents(mail, "accepted", "attempted", "failed");
        }
    }

    @Test
    void anAccountInTroubleParksTheRoute() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var mail = gateway.submit(ANNA, "quota@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "parked");
            assertThat(gateway.states(mail)).containsExactly("queued");
        }
    }

    @Test
    void aCheckSaysWhichOfTheSitesDomainsTheAccountDoesNotKnow() throws Exception {
        try (var provider = PracticeProvider.start(folder, "sendgrid");
                var gateway = PracticeGateway.start(folder)) {
            gateway.operator(
                    "POST", "/v1/domains", "{\"name\": \"pending.example\", \"site\": \"shop\"}");
            PracticeProvider.route(gateway, provider, "sendgrid");
            var found = gateway.operator("POST", "/v1/routes/sendgrid/check", "{}");
            assertThat(found.path("way").asString()).isEqualTo(provider.apiUrl().orElseThrow());
            assertThat(found.path("passed_over").path(0).asString()).contains("localhost:");
            assertThat(found.path("account").path("state").asString()).isEqualTo("open");
            assertThat(found.path("account").path("quotas").path(0).path("left").asInt())
                    .isEqualTo(88);
            assertThat(found.path("unverified").toString())
                    .isEqualTo("[{\"domain\":\"pending.example\",\"sites\":[\"shop\"]}]");
        }
    }

    /// A report holds a mail, which an API that wants pieces would lose.
    @Test
    void aReportThatTheApiCannotCarryGoesByTheNextRoute() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            gateway.operator(
                    "PUT", "/v1/default-routes", "{\"routes\": [\"postmark\", \"practice\"]}");
            gateway.submit(ANNA, "inactive@example.com");
            assertThat(gateway.awaitArrivedFor(ANNA, 1).getFirst()).contains("multipart/report");
            assertThat(provider.inbox().mails()).isEmpty();
        }
    }

    @Test
    void whatTheApiWouldDamageWaitsWhileNothingElseIsToBeHad() throws Exception {
        try (var provider = PracticeProvider.start(folder, "postmark");
                var gateway = PracticeGateway.start(folder)) {
            PracticeProvider.route(gateway, provider, "postmark");
            var invitation =
                    """
                    From: anna@shop.example
                    Subject: meet
                    Content-Type: text/calendar; method=REQUEST

                    BEGIN:VCALENDAR
                    """
                            .replace("\n", "\r\n");
            var mail = gateway.submit(Letter.of(ANNA, "bob@example.com", invitation));
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            assertThat(gateway.story(mail)).contains("the invitation in it");
            var other = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(other, "accepted", "attempted", "delivered");
        }
    }

    @Test
    void whereAllPortsAreShutAKeyThatIsGivenLaterOpensTheApi() throws Exception {
        try (var provider = PracticeProvider.start(folder, "brevo");
                var gateway = PracticeGateway.start(folder)) {
            gateway.operator(
                    "POST",
                    "/v1/routes",
                    """
                    {"name": "brevo", "provider": "brevo", "user": "me", "password": "smtp-key",
                     "host": "localhost", "ladder": "%d/starttls", "is_default": true}
                    """
                            .formatted(FreePorts.one()));
            var shut = gateway.operator("POST", "/v1/routes/brevo/check", "{}");
            assertThat(shut.path("reason").asString()).isEqualTo("ports-blocked");
            assertThat(shut.path("way").isNull()).isTrue();
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            assertThat(gateway.story(mail)).contains("\"reason\":\"ports-blocked\"");
            gateway.operator(
                    "PATCH",
                    "/v1/routes/brevo",
                    """
                    {"key": "%s", "api": "%s"}
                    """
                            .formatted(Sandbox.apiKey(), provider.apiUrl().orElseThrow()));
            var open = gateway.operator("POST", "/v1/routes/brevo/check", "{}");
            assertThat(open.path("way").asString()).isEqualTo(provider.apiUrl().orElseThrow());
            assertThat(open.path("passed_over").path(0).asString()).contains("localhost:");
        }
    }
}
