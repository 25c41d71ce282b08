package dev.facteur.route;

import dev.facteur.platform.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A configured way out: a mail server that relays for us.
///
/// @param host the name that is resolved and that the certificate must carry
/// @param ladder ports in the order of preference
/// @param login null for a relay that asks for none
/// @param caFile PEM file with the authorities to trust instead of the system's; null for the
///   system's
/// @param signs whether mail that leaves here gets our DKIM signature
/// @param uncertain what to do when the connection broke after the final dot
public record Route(
        long id,
        String name,
        String host,
        List<Rung> ladder,
        @Nullable Login login,
        @Nullable Path caFile,
        Limits limits,
        boolean signs,
        UncertainPolicy uncertain) {
    public Route {
        ladder = List.copyOf(ladder);
        if (ladder.isEmpty()) throw new IllegalArgumentException("a route has at least one port");
        for (var rung : ladder) {
            if (rung.port() == 25) {
                throw new IllegalArgumentException(
                        "port 25 is for servers among themselves; a provider takes mail on 587, 465 or 2525");
            }
            if (rung.tls() == TlsMode.NONE && login != null) {
                throw new IllegalArgumentException("credentials travel inside TLS only");
            }
        }
    }

    public record Login(String user, Secret password) {}

    /// @param connections open at once
    /// @param mailsPerConnection after which a connection is closed politely
    /// @param recipientsPerMail RCPT commands of one transaction
    /// @param idle how long an unused connection is kept
    public record Limits(
            int connections, int mailsPerConnection, int recipientsPerMail, Duration idle) {
        public static final Limits DEFAULT = new Limits(20, 1000, 100, Duration.ofSeconds(20));
    }

    public enum UncertainPolicy {
        /// Send again: never lost, perhaps twice.
        RETRY,
        /// Hold the mail until somebody decides: never twice, perhaps not at all.
        HOLD;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static UncertainPolicy of(String word) {
            for (var policy : values()) {
                if (policy.word().equals(word)) return policy;
            }
            throw new IllegalArgumentException("no such policy: " + word);
        }
    }
}
