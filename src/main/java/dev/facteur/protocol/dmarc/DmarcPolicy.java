package dev.facteur.protocol.dmarc;

import java.util.Locale;
import java.util.Optional;

/// What a domain wishes for mail that fails (RFC 9989 §4.7, `p`), from the weakest.
public enum DmarcPolicy {
    NONE,
    QUARANTINE,
    REJECT;

    static Optional<DmarcPolicy> read(String value) {
        for (var policy : values()) {
            if (policy.word().equalsIgnoreCase(value)) return Optional.of(policy);
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// RFC 9989 §4.7, `t`: while it is tested a policy is applied one step weaker.
    DmarcPolicy tested() {
        return switch (this) {
            case NONE, QUARANTINE -> NONE;
            case REJECT -> QUARANTINE;
        };
    }
}
