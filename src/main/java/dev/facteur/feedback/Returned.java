package dev.facteur.feedback;

import dev.facteur.feedback.echo.Echoes;
import dev.facteur.feedback.webhook.RouteWebhooks;
import dev.facteur.feedback.webhook.WebhookDoor;

/// All that is known of what came back, and the ways in which more comes.
public record Returned(
        ReportIntake intake,
        SourceReports sources,
        TlsTable tls,
        ReportMailbox mailbox,
        Echoes echoes,
        RouteWebhooks webhooks,
        WebhookDoor door,
        ProviderLists lists) {}
