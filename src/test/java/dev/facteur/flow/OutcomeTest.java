package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.Letter;
import dev.facteur.testkit.PracticeGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of mail whose recipients behave in every way the practice server knows.
@Tag("flow")
class OutcomeTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    @Test
    void aMailIsDeliveredSignedAndItsStoryIsComplete() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            assertThat(gateway.arrivedFor("bob@example.com"))
                    .singleElement()
                    .asString()
                    .contains("DKIM-Signature:", "a=ed25519-sha256", "a=rsa-sha256");
        }
    }

    @Test
    void aRefusedRecipientIsNeverTriedAgainAndItsSenderIsTold() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "permfail@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "failed", "reported");
            assertThat(gateway.details(mail))
                    .contains("\"reason\":\"unknown-recipient\",\"who\":\"recipient\"");
            assertThat(gateway.awaitArrivedFor(ANNA, 1))
                    .singleElement()
                    .asString()
                    .contains(
                            "Content-Type: multipart/report",
                            "Action: failed",
                            "Status: 5.1.1",
                            "permfail@example.com");
            gateway.pass(Duration.ofDays(3), Duration.ofHours(6));
            gateway.awaitEvents(mail, "accepted", "attempted", "failed", "reported");
        }
    }

    @Test
    void nobodyIsToldWhoWantedNoReportOrHasNoAddress() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var never = gateway.submit(ANNA, "permfail@example.com NOTIFY=NEVER");
            gateway.awaitEvents(never, "accepted", "attempted", "failed");
            var report = gateway.submit("", "permfail@example.com");
            gateway.awaitEvents(report, "accepted", "attempted", "failed");
            assertThat(gateway.arrivedFor(ANNA)).isEmpty();
        }
    }

    @Test
    void oneRefusedRecipientTakesNoOtherAlong() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail =
                    gateway.submit(
                            ANNA,
                            "bob@example.com",
                            "permfail@example.com",
                            "tempfail@example.com");
            gateway.awaitArrivedFor("bob@example.com", 1);
            gateway.awaitArrivedFor(ANNA, 1);
            assertThat(gateway.states(mail)).containsExactly("delivered", "failed", "queued");
        }
    }

    @Test
    void aDeferredRecipientIsTriedWithGrowingWaitsUntilItsLifetimeEnds() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "tempfail@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.advance(Duration.ofSeconds(40));
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred", "attempted", "deferred");
            gateway.pass(Duration.ofHours(50), Duration.ofMinutes(20));
            await().untilAsserted(
                            () -> assertThat(gateway.events(mail)).endsWith("expired", "reported"));
            var story = gateway.events(mail);
            assertThat(story).filteredOn("deferred"::equals).hasSizeBetween(12, 25);
            // Told twice: once that it is late, once that it is given up.
            assertThat(story).filteredOn("reported"::equals).hasSize(2);
            assertThat(gateway.awaitArrivedFor(ANNA, 2))
                    .anyMatch(report -> report.contains("Action: delayed"))
                    .anyMatch(report -> report.contains("Status: 5.4.7"));
        }
    }

    @Test
    void greylistingIsWaitedOut() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "greylist@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.advance(Duration.ofSeconds(40));
            gateway.awaitEvents(
                    mail, "accepted", "attempted", "deferred", "attempted", "delivered");
        }
    }

    @Test
    void aBrokenConnectionBeforeTheEndIsTriedAgainAndNotUncertain() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var large =
                    "From: <" + ANNA + ">\r\nSubject: x\r\n\r\n" + "0123456789\r\n".repeat(10_000);
            var mail = gateway.submit(Letter.of(ANNA, "hangup-in-data@example.com", large));
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
        }
    }

    /// It left in one group with its envelope, so the server may have had all of it.
    @Test
    void aBrokenConnectionLeavesASmallMailUncertain() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "hangup-in-data@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "uncertain");
        }
    }

    @Test
    void aConnectionLostAfterTheFinalDotIsUncertainAndTriedAgain() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "hangup-after-dot@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "uncertain");
            assertThat(gateway.states(mail)).containsExactly("queued");
        }
    }

    @Test
    void anUncertainMailIsHeldWhereTheRouteSaysSo() throws Exception {
        try (var gateway = PracticeGateway.holdingUncertainMail(folder)) {
            var mail = gateway.submit(ANNA, "hangup-after-dot@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "uncertain");
            gateway.pass(Duration.ofDays(1), Duration.ofHours(2));
            assertThat(gateway.states(mail)).containsExactly("held");
            assertThat(gateway.arrivedFor("hangup-after-dot@example.com")).hasSize(1);
        }
    }

    @Test
    void aRefusedLoginParksTheRouteAndBouncesNothing() throws Exception {
        try (var gateway = PracticeGateway.withWrongPassword(folder)) {
            var mail = gateway.submit(ANNA, "bob@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "parked");
            var second = gateway.submit(ANNA, "carol@example.com");
            gateway.advance(Duration.ofMinutes(4));
            gateway.awaitEvents(second, "accepted");
            // After five minutes one of them leaves to see whether the login is right now.
            gateway.advance(Duration.ofMinutes(2));
            await().untilAsserted(() ->
                    assertThat(attempts(gateway, mail) + attempts(gateway, second)).isEqualTo(2));
            assertThat(gateway.states(mail)).doesNotContain("failed");
            assertThat(gateway.states(second)).doesNotContain("failed");
        }
    }

    private static long attempts(PracticeGateway gateway, String mail) {
        return gateway.events(mail).stream().filter("attempted"::equals).count();
    }

    @Test
    void whatWaitsIsThereAfterARestartWithItsScheduleAndHistory() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "tempfail@example.com");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.restart();
            gateway.advance(Duration.ofSeconds(20));
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.advance(Duration.ofSeconds(20));
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred", "attempted", "deferred");
        }
    }

    @Test
    void aSuccessReportIsLeftToANextHopThatOffersIt() throws Exception {
        try (var gateway = PracticeGateway.start(folder)) {
            var mail = gateway.submit(ANNA, "bob@example.com NOTIFY=SUCCESS");
            gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
            assertThat(gateway.arrivedFor(ANNA)).isEmpty();
        }
    }
}
