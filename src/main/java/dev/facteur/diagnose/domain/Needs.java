package dev.facteur.diagnose.domain;

import dev.facteur.route.Route;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// What the routes by which a domain's mail leaves ask of DNS.
///
/// @param terms of SPF, in the words of RFC 7208; empty where the return path is the provider's own
/// @param pointers what the owner of an address has to publish
/// @param direct whether mail leaves straight to its recipients' own servers
record Needs(List<String> terms, List<Pointer> pointers, boolean direct) {
    /// Providers that leave the envelope's sender alone, and ask for this in its domain. The others
    /// put their own there, or one below the domain that has records of its own.
    private static final Map<String, String> INCLUDES =
            Map.of(
                    "gmail", "include:_spf.google.com",
                    "microsoft365", "include:spf.protection.outlook.com");

    Needs {
        terms = List.copyOf(terms);
        pointers = List.copyOf(pointers);
    }

    /// An address and the name that it must lead to.
    record Pointer(InetAddress address, String host) {}

    /// @param ownName of the gateway, for direct routes that have no name of their own
    static Needs of(List<Route> routes, String ownName) {
        var terms = new LinkedHashSet<String>();
        var pointers = new LinkedHashSet<Pointer>();
        for (var route : routes) {
            var include = INCLUDES.get(route.provider());
            if (include != null) terms.add(include);
            var direct = route.direct();
            if (direct != null) add(direct, ownName, terms, pointers);
        }
        boolean direct = routes.stream().anyMatch(route -> route.direct() != null);
        return new Needs(new ArrayList<>(terms), new ArrayList<>(pointers), direct);
    }

    private static void add(
            Route.Direct direct,
            String ownName,
            LinkedHashSet<String> terms,
            LinkedHashSet<Pointer> pointers) {
        var hello = direct.hello().isEmpty() ? ownName : direct.hello();
        var known = direct.sources().stream().filter(Needs::isSeenOutside).toList();
        // What the world sees of a private address, or of none, is known only by the name that has
        // to lead to it anyway.
        if (known.isEmpty()) terms.add("a:" + hello);
        for (var source : known) {
            terms.add(term(source));
            pointers.add(new Pointer(source, hello));
        }
    }

    private static boolean isSeenOutside(InetAddress address) {
        return !address.isSiteLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress();
    }

    private static String term(InetAddress address) {
        var text = address.getHostAddress();
        return (address instanceof Inet4Address ? "ip4:" : "ip6:") + text;
    }
}
