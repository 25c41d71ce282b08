package dev.facteur.feedback.webhook;

import java.util.Map;
import java.util.Optional;

/// The providers whose calls are understood, by the ids of their presets.
final class Hooks {
    private static final Map<String, Hook> ALL =
            Map.of(
                    "sendgrid", new SendGridHook(),
                    "mailgun", new MailgunHook(),
                    "postmark", new PostmarkHook(),
                    "brevo", new BrevoHook(),
                    "resend", new ResendHook(),
                    "mailjet", new MailjetHook(),
                    "sparkpost", new SparkPostHook());

    private final Hook ses;

    /// @param ses looks for certificates, so it is made where calls can be
    Hooks(Hook ses) {
        this.ses = ses;
    }

    Optional<Hook> of(String provider) {
        return provider.equals("ses") ? Optional.of(ses) : Optional.ofNullable(ALL.get(provider));
    }
}
