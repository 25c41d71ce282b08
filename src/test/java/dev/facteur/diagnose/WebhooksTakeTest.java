package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.secret.Secret;
import dev.facteur.testkit.ManualClock;
import dev.facteur.webhook.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WebhooksTakeTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void whoFailsForLongerThanAnUpdateIsTold() throws Exception {
        var trouble =
                new Webhook.Trouble(clock.now(), 1, 5, clock.now().plusSeconds(5), "HTTP 500");
        assertThat(look(webhook(trouble, null)))
                .extracting(Finding::code)
                .containsExactly("webhooks-take");
        clock.advance(Duration.ofMinutes(11));
        var told = look(webhook(trouble, null));
        assertThat(told).extracting(Finding::code).containsExactly("webhook-fails");
        assertThat(Spoken.english(told.getFirst())).contains("crm", "hook.example", "webhook test");
        assertThat(Spoken.french(told.getFirst())).contains("ne prend rien", "webhook test crm");
    }

    @Test
    void whoWasGivenUpIsToldAndWhoWasPausedByAPersonIsNot() throws Exception {
        var given = new Webhook.Paused(clock.now(), "HTTP 410");
        var told = look(webhook(null, given));
        assertThat(told).extracting(Finding::code).containsExactly("webhook-paused");
        assertThat(Spoken.english(told.getFirst())).contains("facteur webhook resume crm");
        assertThat(Spoken.french(told.getFirst())).contains("facteur webhook resume crm");
        var wanted = new Webhook.Paused(clock.now(), "");
        assertThat(look(webhook(null, wanted)))
                .extracting(Finding::code)
                .containsExactly("webhooks-take");
    }

    private List<Finding> look(Webhook webhook) throws Exception {
        return Spoken.of(new WebhooksTake(() -> List.of(webhook), clock), Scope.ALL);
    }

    private static Webhook webhook(
            Webhook.@Nullable Trouble trouble, Webhook.@Nullable Paused paused) {
        return new Webhook(
                1,
                "crm",
                null,
                URI.create("https://hook.example/x"),
                new Secret("whsec_"),
                Set.of(),
                100,
                4,
                trouble,
                paused);
    }
}
