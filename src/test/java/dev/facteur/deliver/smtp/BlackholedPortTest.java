package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.testkit.FirewalledProvider;
import dev.facteur.testkit.LadderServer;
import dev.facteur.testkit.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A firewall that drops what goes to 587, with real packets on a real link.
class BlackholedPortTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir private Path folder;
    private FirewalledProvider provider;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        provider = FirewalledProvider.create();
        var theirs = Files.createDirectory(folder.resolve("theirs"));
        provider.run(LadderServer.class, theirs, Bench.HOST, "587/starttls", "465/implicit");
        bench =
                new Bench(
                        TestAuthority.create(folder),
                        theirs.resolve("ca.pem"),
                        Timeouts.DEFAULT,
                        List.of(provider.address()),
                        DialPace.DEFAULT);
        // The first handshakes of a JVM take long for reasons of its own.
        for (var rung : List.of("587/starttls", "465/implicit")) {
            assertThat(bench.send(route(rung))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @AfterEach
    void close() {
        if (bench != null) bench.close();
        if (provider != null) provider.close();
    }

    @Test
    void aBlackholedPort587CostsUnderASecond() {
        provider.drop(587);
        var route = route("587/starttls", "465/implicit", "2525/starttls");

        assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);

        var race = bench.transport.lastRace(route).orElseThrow();
        assertThat(race.winner()).extracting(Via::port).isEqualTo(465);
        assertThat(race.took()).isBetween(DialPace.DEFAULT.stagger(), A_SECOND);
        assertThat(race.losses().getFirst().phase()).isEqualTo(Phase.CONNECT);
        assertThat(race.losses().getFirst().sentence()).startsWith("587/starttls");
    }

    @Test
    void anOpenPort587IsTakenFirst() {
        var route = route("587/starttls", "465/implicit");
        assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
        assertThat(bench.transport.lastRace(route).orElseThrow().winner())
                .extracting(Via::port)
                .isEqualTo(587);
    }

    @Test
    void aPortThatIsBlackholedLaterIsLeftWithinASecondToo() {
        var limits = new Route.Limits(20, 1, 100, Duration.ofSeconds(20));
        var route = bench.ladder(LOGIN, limits, ladder("587/starttls", "465/implicit"));
        bench.send(route);
        bench.send(route);
        assertThat(bench.transport.lastRace(route).orElseThrow().winner())
                .extracting(Via::port)
                .isEqualTo(587);
        provider.drop(587);

        assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
        assertThat(bench.transport.lastRace(route).orElseThrow().took()).isLessThan(A_SECOND);
    }

    private Route route(String... rungs) {
        return bench.ladder(LOGIN, Route.Limits.DEFAULT, ladder(rungs));
    }

    private static List<Rung> ladder(String... rungs) {
        return List.of(rungs).stream().map(Rung::of).toList();
    }
}
