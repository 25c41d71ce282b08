package dev.facteur.deliver.http;

import dev.facteur.deliver.http.brevo.Brevo;
import dev.facteur.deliver.http.gmail.Gmail;
import dev.facteur.deliver.http.graph.Graph;
import dev.facteur.deliver.http.mailgun.Mailgun;
import dev.facteur.deliver.http.mailjet.Mailjet;
import dev.facteur.deliver.http.postmark.Postmark;
import dev.facteur.deliver.http.resend.Resend;
import dev.facteur.deliver.http.sendgrid.SendGrid;
import dev.facteur.deliver.http.ses.Ses;
import dev.facteur.deliver.http.sparkpost.SparkPost;
import dev.facteur.platform.Clock;
import dev.facteur.route.Route;
import java.util.Optional;

/// The APIs that are spoken.
public final class ProviderApis {
    private ProviderApis() {}

    /// That of a route; empty when it has none, or one that is not spoken here.
    ///
    /// @param clock for calls that are signed with their time
    public static Optional<ProviderApi> of(Route route, Clock clock) {
        if (route.api() == null) return Optional.empty();
        return switch (route.provider()) {
            case "sendgrid" -> Optional.of(new SendGrid());
            case "resend" -> Optional.of(new Resend());
            case "postmark" -> Optional.of(new Postmark());
            case "brevo" -> Optional.of(new Brevo());
            case "mailjet" -> Optional.of(new Mailjet());
            case "mailgun" -> Optional.of(new Mailgun());
            case "ses" -> Optional.of(new Ses(clock));
            case "gmail" -> Optional.of(new Gmail());
            case "microsoft365" -> Optional.of(new Graph());
            case "sparkpost" -> Optional.of(new SparkPost());
            default -> Optional.empty();
        };
    }
}
