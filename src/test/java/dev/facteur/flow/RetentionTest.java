package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.testkit.PracticeGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long what has ended is kept.
final class RetentionTest {
    private static final String FROM = "anna@shop.example";
    private static final String TO = "bob@example.com";
    private static final String NEVER = "tempfail@example.com";

    @TempDir Path folder;

    private PracticeGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = PracticeGateway.start(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private String delivered() throws Exception {
        var mail = gateway.submit(FROM, TO);
        gateway.awaitEvents(mail, "accepted", "attempted", "delivered");
        return mail;
    }

    private void keep(String wishes) throws Exception {
        gateway.operator("PUT", "/v1/sites/shop/retention", wishes);
    }

    private void read(String mail) throws Exception {
        gateway.operator("GET", "/v1/mails/" + mail + "/body", "");
    }

    private void awaitUnreadable(String mail) {
        Awaitility.await()
                .untilAsserted(() -> {
                    // Who was at work when the clock was turned looks at his own next time only.
                    gateway.advance(Duration.ofHours(2));
                    assertThatThrownBy(() -> read(mail)).hasMessageContaining("bytes-gone");
                });
    }

    private void awaitForgotten(String mail) {
        Awaitility.await()
                .untilAsserted(() -> {
                    // As above.
                    gateway.advance(Duration.ofMinutes(30));
                    assertThat(gateway.events(mail)).isEmpty();
                });
    }

    /// Time goes on in steps: the chore looks again after each.
    private void pass(Duration span) {
        gateway.pass(span, span.dividedBy(4));
    }

    @Test
    void aBodyIsReadableForAWeekAndThenNoMore() throws Exception {
        var mail = delivered();
        pass(Duration.ofDays(6));
        read(mail);
        pass(Duration.ofDays(2));
        awaitUnreadable(mail);
        assertThat(gateway.events(mail)).contains("delivered");
    }

    @Test
    void whereBodiesAreOffTheyAreGoneWithTheLastRecipient() throws Exception {
        keep("{\"bodies\": \"off\"}");
        assertThatThrownBy(() -> read(delivered())).hasMessageContaining("bytes-gone");
    }

    @Test
    void aMailIsNotSentAgainWhenItsBodyIsGone() throws Exception {
        keep("{\"bodies\": \"off\"}");
        var mail = delivered();
        assertThatThrownBy(() -> gateway.operator("POST", "/v1/mails/" + mail + "/retry", "{}"))
                .hasMessageContaining("409");
        assertThat(gateway.states(mail)).containsExactly("delivered");
    }

    @Test
    void ofOldMailNothingIsKnown() throws Exception {
        keep("{\"events\": \"10d\"}");
        var mail = delivered();
        pass(Duration.ofDays(9));
        assertThat(gateway.events(mail)).isNotEmpty();
        pass(Duration.ofDays(2));
        awaitForgotten(mail);
        assertThat(gateway.states(mail)).isEmpty();
        assertThat(gateway.meter("facteur_forgotten_mails_total")).isEqualTo(1);
    }

    @Test
    void mailThatHasNotEndedIsNeverForgotten() throws Exception {
        keep("{\"bodies\": \"1m\", \"events\": \"1d\"}");
        var waiting = gateway.submit(FROM, NEVER);
        var mail = delivered();
        gateway.advance(Duration.ofHours(30));
        awaitForgotten(mail);
        read(waiting);
        assertThat(gateway.states(waiting)).hasSize(1).isSubsetOf("queued", "leased");
    }

    @Test
    void aSitesWishesAreTakenBackByNamingNone() throws Exception {
        keep("{\"bodies\": \"off\", \"events\": \"1d\"}");
        keep("{}");
        var site = gateway.operator("GET", "/v1/sites/shop", "");
        assertThat(site.path("retention"))
                .hasToString("{\"bodies\":\"7d\",\"events\":\"90d\",\"own\":false}");
    }

    @Test
    void timesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> keep("{\"bodies\": \"a week\"}"))
                .hasMessageContaining("retention-bodies");
        assertThatThrownBy(() -> keep("{\"events\": \"off\"}"))
                .hasMessageContaining("retention-events");
    }
}
