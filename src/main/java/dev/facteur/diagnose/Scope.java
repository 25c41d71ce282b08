package dev.facteur.diagnose;

import org.jspecify.annotations.Nullable;

/// What is to be looked at.
///
/// @param domain the only sender domain to look at; null for all
/// @param route the only route; null for all
public record Scope(@Nullable String domain, @Nullable String route) {
    public static final Scope ALL = new Scope(null, null);

    public boolean holdsDomain(String name) {
        return domain == null ? route == null : domain.equals(name);
    }

    public boolean holdsRoute(String name) {
        return route == null ? domain == null : route.equals(name);
    }

    /// Whether what belongs to neither is looked at: the machine itself.
    public boolean holdsMachine() {
        return domain == null && route == null;
    }
}
