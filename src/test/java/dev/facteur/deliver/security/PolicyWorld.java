package dev.facteur.deliver.security;

import dev.facteur.deliver.direct.Exchange;
import dev.facteur.deliver.direct.Exchanges;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.SecureServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A domain, `example.com`, with DNS, a policy host and a clock that a test turns.
public final class PolicyWorld implements AutoCloseable {
    public static final String ENFORCE =
            "version: STSv1\nmode: enforce\nmx: mx.example.com\nmax_age: 604800\n";
    public static final String TESTING =
            "version: STSv1\nmode: testing\nmx: mx.example.com\nmax_age: 604800\n";

    public final ManualClock clock = new ManualClock(Instant.now());
    public final Elsewhere network = new Elsewhere();
    public final TestAuthority authority;
    public final SecureServer web;
    public final Database database;
    public final Zone zone =
            Zone.of(
                    """
                    example.com. MX 10 mx.example.com.
                    mx.example.com. A 203.0.113.25
                    mta-sts.example.com. A 203.0.113.80
                    """);

    public PolicyWorld(Path folder) throws IOException {
        authority = TestAuthority.create(folder);
        web = new SecureServer(authority.serving(authority.issue("mta-sts.example.com")));
        network.at("203.0.113.80", 443, web.port());
        database = Database.open(folder.resolve("facteur.db"), () -> {});
    }

    /// The domain has this policy from now on, under another id.
    public void publish(String id, String policy) {
        record(id);
        web.answering("200 OK", "text/plain; charset=utf-8", policy);
    }

    public void record(String id) {
        zone.without("_mta-sts.example.com.")
                .with("_mta-sts.example.com. TXT \"v=STSv1; id=" + id + ";\"\n");
    }

    /// As after a start.
    public StsPolicies policies() {
        var calls =
                new PublicCalls(
                        network.world(zone, clock),
                        authority.caFile(),
                        address -> !address.isSiteLocalAddress(),
                        Duration.ofSeconds(20));
        return new StsPolicies(zone, calls, database, clock);
    }

    /// The servers of the domain, as DNS tells them.
    public static Exchanges exchanges(boolean authentic, String... hosts) {
        var list = List.of(hosts).stream().map(host -> new Exchange(10, host)).toList();
        return new Exchanges("example.com", "example.com", list, true, authentic);
    }

    @Override
    public void close() throws IOException {
        web.close();
        database.close();
    }
}
