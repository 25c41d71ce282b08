package dev.facteur.diagnose.domain;

import dev.facteur.protocol.dns.DnsTrouble;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the domain's own name servers and the resolver say of the names that matter.
///
/// @param zone that the domain lies in; the domain itself when no zone was found
/// @param resolver by name
record Survey(String zone, List<Authority> authorities, Map<String, Sight> resolver) {
    Survey {
        authorities = List.copyOf(authorities);
        resolver = Map.copyOf(resolver);
    }

    /// One address of one of the domain's name servers.
    ///
    /// @param sights by name; a server that did not answer in time was asked no more
    /// @param slowest of its answers
    record Authority(
            String host, InetAddress address, Map<String, Sight> sights, Duration slowest) {
        Authority {
            sights = Map.copyOf(sights);
        }

        /// What it says of a name that it was asked for.
        Sight sight(String name) {
            return Objects.requireNonNull(sights.get(name), name);
        }

        /// `ns1.example.net (192.0.2.53)`.
        String words() {
            return host + " (" + address.getHostAddress() + ")";
        }

        /// It is there, and knows nothing of the domain.
        boolean refuses() {
            return !sights.isEmpty() && sights.values().stream().allMatch(Authority::isRefused);
        }

        private static boolean isRefused(Sight sight) {
            var trouble = sight.trouble();
            return trouble != null && trouble.kind() == DnsTrouble.Kind.REFUSED;
        }

        boolean answers() {
            return sights.values().stream().anyMatch(sight -> sight.answer() != null);
        }
    }

    /// What stands in the zone: the word of the first server that answers; of the resolver where
    /// none does, or where an alias leads out of the zone.
    Sight truth(String name) {
        for (var authority : authorities) {
            var sight = authority.sights.get(name);
            if (sight == null || sight.answer() == null) continue;
            boolean followed = sight.alias().isEmpty() || !sight.texts().isEmpty();
            return followed ? sight : seen(name);
        }
        return seen(name);
    }

    /// What stands in the zone, with an alias that leads out of it and what lies there unknown: the
    /// word of the first server that answers, of the resolver where none does.
    Sight zoneSays(String name) {
        for (var authority : authorities) {
            var sight = authority.sights.get(name);
            if (sight != null && sight.answer() != null) return sight;
        }
        return seen(name);
    }

    /// What the resolver says.
    Sight seen(String name) {
        var sight = resolver.get(name);
        if (sight == null) throw new IllegalArgumentException(name + " was not asked for");
        return sight;
    }

    /// The servers that do not say what the first one says.
    List<Authority> dissenters(String name) {
        var answering =
                authorities.stream()
                        .filter(authority -> {
                            var sight = authority.sights.get(name);
                            return sight != null && sight.answer() != null;
                        })
                        .toList();
        if (answering.isEmpty()) return List.of();
        var first = answering.getFirst().sight(name);
        return answering.stream()
                .filter(authority -> !authority.sight(name).isSameAs(first))
                .toList();
    }

    /// Names of the servers, `ns1.example.net, ns2.example.net`; `""` when none is known.
    String hosts() {
        return String.join(", ", authorities.stream().map(Authority::host).distinct().toList());
    }

    /// The name of the phrase that says whose servers these are, with or without their names.
    String whose() {
        return hosts().isEmpty() ? "servers-unknown" : "servers-known";
    }

    /// Who says what of a name, a line each.
    List<String> evidence(String name) {
        var lines = new ArrayList<String>();
        for (var authority : authorities) {
            var sight = authority.sights.get(name);
            if (sight != null) lines.add(authority.words() + ": " + said(sight));
        }
        lines.add("resolver: " + said(seen(name)));
        return lines;
    }

    private static String said(Sight sight) {
        var trouble = sight.trouble();
        if (trouble != null) return String.valueOf(trouble.getMessage());
        var where = sight.name() + (sight.alias().isEmpty() ? "" : " → " + sight.alias());
        if (sight.texts().isEmpty()) return where + " has no TXT record";
        return where + " TXT \"" + String.join("\" \"", sight.texts()) + "\"";
    }
}
