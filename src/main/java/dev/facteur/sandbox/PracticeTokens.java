package dev.facteur.sandbox;

import dev.facteur.platform.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The tokens that a practice authorisation server has given out. Safe for use by many threads.
final class PracticeTokens {
    static final Duration LIFE = Duration.ofHours(1);

    /// After which a grant ends whose application is still being tested at the provider.
    static final Duration TEST_LIFE = Duration.ofDays(7);

    private static final int BYTES = 24;

    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Access> access = new ConcurrentHashMap<>();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private volatile boolean testing;

    PracticeTokens(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /// @param user who agreed
    /// @param ends null for one that holds for good
    record Grant(String client, String user, String scope, @Nullable Instant ends) {}

    private record Access(String user, String scope, Instant until) {}

    /// Text that nobody guesses.
    String fresh(String prefix) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }

    /// @param user `""` for a client in its own right
    String access(String user, String scope) {
        var token = fresh("practice-access-");
        access.put(token, new Access(user, scope, clock.now().plus(LIFE)));
        return token;
    }

    /// @return the refresh token
    String grant(String client, String user, String scope) {
        var ends = testing ? clock.now().plus(TEST_LIFE) : null;
        return keep(new Grant(client, user, scope, ends));
    }

    String keep(Grant grant) {
        var token = fresh("practice-refresh-");
        grants.put(token, grant);
        return token;
    }

    /// Null when there is no such grant, or no longer.
    @Nullable Grant granted(String refresh, String client) {
        var grant = grants.get(refresh);
        if (grant == null || !grant.client.equals(client)) return null;
        return grant.ends == null || clock.now().isBefore(grant.ends) ? grant : null;
    }

    void forget(String refresh) {
        grants.remove(refresh);
    }

    /// @param scopes of which one is enough
    boolean admits(String token, Set<String> scopes) {
        var known = access.get(token);
        if (known == null || !clock.now().isBefore(known.until)) return false;
        return scopes.stream().anyMatch(known.scope::contains);
    }

    /// Whose an access token is; null for one that holds no longer.
    @Nullable String userOf(String token) {
        var known = access.get(token);
        return known == null || !clock.now().isBefore(known.until) ? null : known.user;
    }

    /// The person withdraws all that was granted.
    void revoke() {
        grants.clear();
        access.clear();
    }

    /// The provider takes no access token any more that it has given out.
    void expire() {
        access.clear();
    }

    /// From now on grants end after some days.
    void test() {
        testing = true;
    }
}
