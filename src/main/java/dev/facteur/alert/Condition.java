package dev.facteur.alert;

import dev.facteur.diagnose.Finding;
import org.jspecify.annotations.Nullable;

/// Something that is wrong and that somebody has to act on, as the doctor would say it.
public record Condition(Kind kind, Finding finding) {

    /// The same for the same trouble, whatever its numbers are by now.
    String key() {
        return finding.code() + " " + about();
    }

    /// The same for two findings that say of one thing that it is bad, and that it is worse.
    String trouble() {
        return kind.word() + " " + about();
    }

    private String about() {
        return switch (kind) {
            // A domain has several records.
            case DOMAIN -> finding.subject() + " " + finding.values().getFirst();
            case FAILURES -> finding.code() + " " + finding.subject();
            case ROUTE, QUEUE, CERTIFICATE, GRANT, COMPLAINTS, WEBHOOK, DISK -> finding.subject();
        };
    }

    /// The route that something is wrong with; null where it is no route.
    @Nullable String route() {
        return switch (kind) {
            case ROUTE, GRANT -> finding.subject();
            case FAILURES -> finding.code().equals("failures-of-route") ? finding.subject() : null;
            case QUEUE, DOMAIN, CERTIFICATE, COMPLAINTS, WEBHOOK, DISK -> null;
        };
    }
}
