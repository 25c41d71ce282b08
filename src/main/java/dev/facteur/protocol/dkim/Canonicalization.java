package dev.facteur.protocol.dkim;

import java.util.Locale;

/// How much a mail may change on its way before its signature breaks (RFC 6376 §3.4).
public enum Canonicalization {
    /// Nothing may change.
    SIMPLE,
    /// Whitespace may be changed and header names may change their case. What we sign with.
    RELAXED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
