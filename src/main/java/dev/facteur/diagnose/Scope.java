package dev.facteur.diagnose;

import java.util.Set;

/// What is to be looked at.
///
/// @param everything all domains, all routes and the machine itself; the sets say no more then
/// @param domains names of sender domains
/// @param routes names of routes
public record Scope(boolean everything, Set<String> domains, Set<String> routes) {
    public static final Scope ALL = new Scope(true, Set.of(), Set.of());

    public Scope {
        domains = Set.copyOf(domains);
        routes = Set.copyOf(routes);
    }

    /// These and nothing else.
    public static Scope of(Set<String> domains, Set<String> routes) {
        return new Scope(false, domains, routes);
    }

    public static Scope ofDomain(String name) {
        return of(Set.of(name), Set.of());
    }

    public static Scope ofRoute(String name) {
        return of(Set.of(), Set.of(name));
    }

    public boolean holdsDomain(String name) {
        return everything || domains.contains(name);
    }

    public boolean holdsRoute(String name) {
        return everything || routes.contains(name);
    }

    /// Whether what belongs to neither is looked at: the machine itself.
    public boolean holdsMachine() {
        return everything;
    }
}
