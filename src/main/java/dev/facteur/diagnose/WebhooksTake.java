package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Clock;
import dev.facteur.webhook.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Whether those who are told of events take what they are told.
public final class WebhooksTake implements Check {
    /// So long a receiver may be started again or updated.
    private static final Duration HICCUP = Duration.ofMinutes(10);

    private final Supplier<List<Webhook>> webhooks;
    private final Clock clock;

    public WebhooksTake(Supplier<List<Webhook>> webhooks, Clock clock) {
        this.webhooks = webhooks;
        this.clock = clock;
    }

    @Override
    public List<Look> looks(Scope scope) {
        if (!scope.holdsMachine()) return List.of();
        var all = webhooks.get();
        return all.isEmpty() ? List.of() : List.of(new Look("webhooks", () -> see(all)));
    }

    private List<Finding> see(List<Webhook> all) {
        var findings = new ArrayList<Finding>();
        for (var webhook : all) {
            var paused = webhook.paused();
            var trouble = webhook.trouble();
            var name = webhook.name();
            var host = String.valueOf(webhook.address().getHost());
            if (paused != null) {
                // Whoever paused it knows.
                if (paused.why().isEmpty()) continue;
                findings.add(
                        Finding.of("webhook-paused", Severity.WARNING, Who.YOU, name, host)
                                .seeing(List.of(paused.at() + " " + paused.why())));
            } else if (trouble != null && trouble.since().plus(HICCUP).isBefore(clock.now())) {
                findings.add(
                        Finding.of("webhook-fails", Severity.WARNING, Who.YOU, name, host)
                                .seeing(List.of(trouble.since() + " " + trouble.why())));
            }
        }
        if (findings.isEmpty()) findings.add(Finding.good("webhooks-take", "", all.size()));
        return findings;
    }
}
