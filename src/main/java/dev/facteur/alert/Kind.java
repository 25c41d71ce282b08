package dev.facteur.alert;

import java.util.List;
import java.util.Locale;

/// What somebody is told of without asking. Each kind is some of the doctor's findings: those that
/// are not here can wait until the doctor is asked.
public enum Kind {
    ROUTE("route-parked"),
    FAILURES("failures-of-site failures-of-route"),
    QUEUE("queue-late"),
    DOMAIN("domain-record-gone"),
    CERTIFICATE("door-certificate-ends door-certificate-expired"),
    GRANT("grant-ends"),
    COMPLAINTS("complaints-many complaints-too-many"),
    WEBHOOK("webhook-fails webhook-paused"),
    DISK("disk-tight disk-full disk-unreadable");

    private final String codes;

    /// @param codes separated by spaces
    Kind(String codes) {
        this.codes = codes;
    }

    /// Whether a finding with that code is of this kind.
    boolean covers(String code) {
        return List.of(codes.split(" ")).contains(code);
    }

    /// As it stands in the API and the database.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
