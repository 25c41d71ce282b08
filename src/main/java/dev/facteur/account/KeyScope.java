package dev.facteur.account;

import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/// What an API key opens and from where, as the database keeps it: words with blanks between them.
record KeyScope(String permissions, String networks) {
    private static final int MAX_NETWORKS = 50;

    /// @param permissions none for the usual
    /// @param networks none for everywhere
    static KeyScope checked(Credential.Kind kind, List<String> permissions, List<String> networks)
            throws Objection {
        boolean scoped = !permissions.isEmpty() || !networks.isEmpty();
        if (kind == Credential.Kind.SMTP && scoped) {
            throw new Objection(
                    Kind.INVALID,
                    "permission-smtp",
                    "permissions",
                    "permissions and networks are for API keys; a credential for SMTP sends, from"
                            + " anywhere");
        }
        return new KeyScope(permissions(permissions), networks(networks));
    }

    static String permissions(List<String> words) throws Objection {
        var wanted = EnumSet.noneOf(Permission.class);
        for (var word : words) {
            wanted.add(Permission.of(word).orElseThrow(() -> unknown(word)));
        }
        if (wanted.isEmpty()) wanted.addAll(Permission.usual());
        return wanted.stream().map(Permission::word).collect(Collectors.joining(" "));
    }

    private static Objection unknown(String word) {
        var known =
                Arrays.stream(Permission.values())
                        .map(Permission::word)
                        .collect(Collectors.joining(", "));
        return new Objection(
                Kind.INVALID,
                "permission-unknown",
                word,
                "there is no permission \"" + word + "\"; there are " + known,
                known);
    }

    /// Ranges of addresses as the database keeps them.
    static String networks(List<String> texts) throws Objection {
        if (texts.size() > MAX_NETWORKS) {
            throw new Objection(
                    Kind.INVALID,
                    "network-many",
                    "networks",
                    "a key has at most " + MAX_NETWORKS + " networks",
                    MAX_NETWORKS);
        }
        var networks = new ArrayList<String>();
        for (var text : texts) {
            var network = Network.parse(text.strip());
            networks.add(network.orElseThrow(() -> malformed(text)).toString());
        }
        return String.join(" ", networks);
    }

    private static Objection malformed(String text) {
        return new Objection(
                Kind.INVALID,
                "network-malformed",
                text,
                "\"" + text + "\" is no range of addresses like 192.0.2.0/24 or 2001:db8::/48");
    }
}
