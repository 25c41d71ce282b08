package dev.facteur.deliver.smtp;

import static dev.facteur.deliver.smtp.Bench.LOGIN;
import static java.util.Comparator.comparing;
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
import java.util.stream.IntStream;
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
            race(bench.ladder(LOGIN, Route.Limits.DEFAULT, ladder(rung)));
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
        var race = quickest(routes(100, "587/starttls", "465/implicit", "2525/starttls"));
        assertThat(race.winner()).extracting(Via::port).isEqualTo(465);
        assertThat(race.took()).isBetween(DialPace.DEFAULT.stagger(), A_SECOND);
        assertThat(race.losses().getFirst().phase()).isEqualTo(Phase.CONNECT);
        assertThat(race.losses().getFirst().sentence()).startsWith("587/starttls");
    }

    @Test
    void anOpenPort587IsTakenFirst() {
        assertThat(routes(100, "587/starttls", "465/implicit")).anyMatch(this::takes587);
    }

    @Test
    void aPortThatIsBlackholedLaterIsLeftWithinASecondToo() {
        var routes = routes(1, "587/starttls", "465/implicit");
        var remembering = routes.stream().filter(this::takes587).toList();
        assertThat(remembering).isNotEmpty();
        provider.drop(587);

        assertThat(quickest(remembering).took()).isLessThan(A_SECOND);
    }

    /// Three that know nothing of one another: a busy machine can spoil a race, hardly each.
    private List<Route> routes(int mailsPerConnection, String... rungs) {
        return IntStream.of(1, 2, 3)
                .mapToObj(i -> {
                    var idle = Duration.ofSeconds(20 + i);
                    var limits = Route.Limits.of(20, mailsPerConnection, 100, idle);
                    return bench.ladder(LOGIN, limits, ladder(rungs));
                })
                .toList();
    }

    private boolean takes587(Route route) {
        var winner = race(route).winner();
        return winner != null && winner.port() == 587;
    }

    private RaceReport quickest(List<Route> routes) {
        return routes.stream().map(this::race).min(comparing(RaceReport::took)).orElseThrow();
    }

    private RaceReport race(Route route) {
        assertThat(bench.send(route)).isInstanceOf(Outcome.Delivered.class);
        return bench.transport.lastRace(route).orElseThrow();
    }

    private static List<Rung> ladder(String... rungs) {
        return List.of(rungs).stream().map(Rung::of).toList();
    }
}
