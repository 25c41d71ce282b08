package dev.facteur.route;

import dev.facteur.platform.secret.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A configured way out: an account at a provider, a mail server that relays for us, or the way to
/// the recipients' own servers.
///
/// @param account at which provider; null for a server of one's own
/// @param relay the server that takes mail by SMTP; null when only the API is used
/// @param api the provider's HTTP API; null when only SMTP is used
/// @param client as whom we ask for access tokens; null for an account with passwords and keys
/// @param direct how mail goes to the recipients' own servers; null for all other routes
/// @param first which of the two a mail tries first, where there are both
/// @param signs whether mail that leaves here gets our DKIM signature
/// @param uncertain what to do when nobody knows whether a mail was taken
public record Route(
        long id,
        String name,
        @Nullable Account account,
        @Nullable Relay relay,
        @Nullable Api api,
        @Nullable Client client,
        @Nullable Direct direct,
        Way first,
        Limits limits,
        boolean signs,
        UncertainPolicy uncertain) {
    public Route {
        boolean elsewhere = relay != null || api != null;
        if (elsewhere == (direct != null)) {
            throw new IllegalArgumentException("a route has a server or an API, or is direct");
        }
    }

    /// By a server, an API, or both, with passwords and keys.
    public Route(
            long id,
            String name,
            @Nullable Account account,
            @Nullable Relay relay,
            @Nullable Api api,
            Way first,
            Limits limits,
            boolean signs,
            UncertainPolicy uncertain) {
        this(id, name, account, relay, api, null, null, first, limits, signs, uncertain);
    }

    /// Whether mail that goes this way proves itself with an access token.
    public boolean asksToken(Way way) {
        return switch (way) {
            case SMTP ->
                    relay != null
                            && relay.login() != null
                            && relay.login().proof() instanceof Proof.Token;
            case API -> api != null && api.proof() instanceof Proof.Token;
            case DIRECT -> false;
        };
    }

    /// The server, of a route that has one.
    public Relay server() {
        if (relay == null) throw new IllegalStateException(name + " has no mail server");
        return relay;
    }

    /// An account at one of the [providers][Providers] that are known by name.
    ///
    /// @param provider the id of its preset
    /// @param region one of the preset's
    public record Account(String provider, String region) {}

    /// The id of its provider's preset; `""` for a server of one's own.
    public String provider() {
        return account == null ? "" : account.provider();
    }

    /// A mail server.
    ///
    /// @param host the name that is resolved and that the certificate must carry
    /// @param ladder ports in the order of preference
    /// @param login null for a relay that asks for none
    /// @param caFile PEM file with the authorities to trust instead of the system's; null for the
    ///   system's
    public record Relay(
            String host, List<Rung> ladder, @Nullable Login login, @Nullable Path caFile) {
        public Relay {
            ladder = List.copyOf(ladder);
            if (ladder.isEmpty()) {
                throw new IllegalArgumentException("a server has at least one port");
            }
            for (var rung : ladder) {
                if (rung.port() == 25) {
                    throw new IllegalArgumentException(
                            "port 25 is for servers among themselves; a provider takes mail on 587,"
                                    + " 465 or 2525");
                }
                if (rung.tls() == TlsMode.NONE && login != null) {
                    throw new IllegalArgumentException("credentials travel inside TLS only");
                }
            }
        }
    }

    public record Login(String user, Proof proof) {
        public Login(String user, Secret password) {
            this(user, new Proof.Kept(password));
        }
    }

    /// What an account proves itself with.
    public sealed interface Proof {
        /// A password or a key, the same each time.
        record Kept(Secret secret) implements Proof {}

        /// An access token, good for an hour or so; [AccessTokens] has it.
        record Token() implements Proof {}
    }

    /// As whom we are known to a provider's authorisation server (RFC 6749 §2).
    ///
    /// @param id what it calls us
    /// @param secret null for a client that can keep none (RFC 6749 §2.1, public)
    /// @param tenant whose accounts log in there; `""` where the provider has one place for all
    /// @param server its base address, where it is another one than the provider's
    /// @param alone whether it acts in its own right, without a person who granted it that
    public record Client(
            String id,
            @Nullable Secret secret,
            String tenant,
            @Nullable URI server,
            boolean alone) {}

    /// An account at a provider's HTTP API.
    ///
    /// @param base scheme, host and port, without a path; `https`, or `http` on this machine
    /// @param user the public part of the credential, where it has one: an access key's id, a
    ///   sending domain; else `""`
    public record Api(URI base, String user, Proof proof) {
        public Api(URI base, String user, Secret key) {
            this(base, user, new Proof.Kept(key));
        }
    }

    /// The way to the recipients' own servers.
    ///
    /// @param hello how we introduce ourselves; `""` for the gateway's name. Receivers expect that
    ///   name to resolve to the address we call from, and back
    /// @param sources addresses of this machine to call from, at most one a family; a family that
    ///   is not among them is not used, and where there are none the system chooses
    /// @param perDestination connections to one mail server at once
    public record Direct(String hello, List<InetAddress> sources, int perDestination) {
        public Direct {
            sources = List.copyOf(sources);
        }
    }

    /// How a mail reaches the provider, or, without one, its recipient's own server.
    public enum Way {
        SMTP,
        API,
        DIRECT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Way of(String word) {
            for (var way : values()) {
                if (way.word().equals(word)) return way;
            }
            throw new IllegalArgumentException("no such way: " + word);
        }
    }

    /// @param connections open at once
    /// @param mailsPerConnection after which a connection is closed politely
    /// @param recipientsPerMail RCPT commands of one transaction, recipients of one call
    /// @param idle how long an unused connection is kept
    /// @param perSecond recipients in a second, as [#perMinute] and [#perDay] in theirs; 0 where
    ///   there is no limit
    public record Limits(
            int connections,
            int mailsPerConnection,
            int recipientsPerMail,
            Duration idle,
            int perSecond,
            int perMinute,
            int perDay) {
        public static final Limits DEFAULT = of(20, 1000, 100, Duration.ofSeconds(20));

        /// Without limits in a time.
        public static Limits of(
                int connections, int mailsPerConnection, int recipientsPerMail, Duration idle) {
            return new Limits(connections, mailsPerConnection, recipientsPerMail, idle, 0, 0, 0);
        }
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
