package dev.facteur.deliver.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.testkit.Gate;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.RealHop;
import dev.facteur.testkit.TestAuthority;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real mail servers as providers, and everything between us and them that can be in the way: by
/// which port the mail leaves, after how long, and what the operator reads.
///
/// The page for people is made here. When it differs, look at `target/ports-in-trouble.md` and copy
/// it over the page.
class ProviderTroubleTest {
    private static final Path PAGE = Path.of("docs/reference-ports-in-trouble.md");
    private static final int[] PORTS = {587, 465, 2525};

    /// Long enough for a busy machine, short enough to wait for it here.
    private static final Timeouts PATIENCE = Timeouts.all(Duration.ofSeconds(3));

    @TempDir private Path folder;
    private final List<AutoCloseable> started = new ArrayList<>();

    /// A server that is there to be reached through gates.
    private record Provider(int startTls, int implicit, String user, String password) {}

    private interface Start {
        Provider showing(TestAuthority.Issued certificate) throws Exception;
    }

    /// What came of a trial.
    ///
    /// @param port by which the mail left; 0: it did not
    /// @param words why not, or why not by the ports before; with the ports' usual numbers
    private record Told(int port, long millis, List<String> words) {}

    @AfterEach
    void stop() throws Exception {
        for (var one : started.reversed()) one.close();
    }

    @Test
    void postfixIsReachedAndItsTroubleTold() throws Exception {
        var authority = TestAuthority.create(folder);
        var told =
                undergo(
                        authority,
                        certificate -> {
                            var server = PostfixProvider.start(authority, certificate);
                            started.add(server);
                            return new Provider(
                                    server.startTlsPort(),
                                    server.implicitPort(),
                                    server.user(),
                                    server.password());
                        });
        Files.writeString(Path.of("target/ports-in-trouble-times.txt"), times(told));
        var page = page(told);
        Files.writeString(Path.of("target/ports-in-trouble.md"), page);
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "").isEqualTo(page);
    }

    @Test
    void eximIsReachedAndItsTroubleTold() throws Exception {
        undergo(TestAuthority.create(folder), certificate -> hop(RealHop.Kind.EXIM, certificate));
    }

    @Test
    void harakaIsReachedAndItsTroubleTold() throws Exception {
        undergo(TestAuthority.create(folder), certificate -> hop(RealHop.Kind.HARAKA, certificate));
    }

    private Provider hop(RealHop.Kind kind, TestAuthority.Issued certificate) throws Exception {
        var files = folder.resolve("hop-" + started.size());
        var hop = RealHop.start(kind, files, certificate.certificateFile(), certificate.keyFile());
        started.add(hop);
        var next = hop.nextHop();
        return new Provider(next.port(), hop.implicitPort(), next.user(), next.password());
    }

    /// The same server once a certificate.
    private record Providers(Provider right, Provider ofAnotherName, Provider expired) {
        Provider showing(Trial.Certificate certificate) {
            return switch (certificate) {
                case RIGHT -> right;
                case OF_ANOTHER_NAME -> ofAnotherName;
                case EXPIRED -> expired;
            };
        }
    }

    private Map<Trial, Told> undergo(TestAuthority authority, Start start) throws Exception {
        var month = Duration.ofDays(30);
        var providers =
                new Providers(
                        start.showing(authority.issueRsa(month, Bench.HOST)),
                        start.showing(authority.issueRsa(month, "other.test")),
                        start.showing(authority.issueRsa(Duration.ofDays(-1), Bench.HOST)));
        try (var racing = bench(authority, DialPace.DEFAULT);
                var patient = bench(authority, Bench.UNHURRIED)) {
            warmUp(racing, providers.right);
            fallSilentAnywhere(patient, providers.right);
            return undergo(racing, patient, providers);
        }
    }

    /// From each record of a whole delivery on the server says no more, once: nothing hangs, nobody
    /// is refused, and after the whole mail nobody says that it was not taken.
    private static void fallSilentAnywhere(Bench bench, Provider provider) throws Exception {
        int all;
        try (var open = Gate.open(provider.startTls())) {
            assertThat(send(bench, provider, open)).isInstanceOf(Outcome.Delivered.class);
            all = open.clientRecords();
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = new ArrayList<Future<Outcome>>();
            for (int i = 2; i <= all; i++) {
                var silence = new Gate.Silence.AtRecord(i);
                outcomes.add(
                        threads.submit(() -> {
                            try (var gate = Gate.silent(provider.startTls(), silence)) {
                                return send(bench, provider, gate);
                            }
                        }));
            }
            for (var outcome : outcomes) {
                assertThat(outcome.get())
                        .isInstanceOfAny(Outcome.Deferred.class, Outcome.Uncertain.class);
            }
            assertThat(outcomes.getFirst().get()).isInstanceOf(Outcome.Deferred.class);
            assertThat(outcomes.getLast().get()).isInstanceOf(Outcome.Uncertain.class);
        }
    }

    private static Outcome send(Bench bench, Provider provider, Gate gate) {
        var login = new Route.Login(provider.user(), new Secret(provider.password()));
        return bench.send(bench.startTls(login, gate.port()));
    }

    /// Those that end in a time-out go side by side; races want the machine for themselves.
    private static Map<Trial, Told> undergo(Bench racing, Bench patient, Providers providers)
            throws Exception {
        var told = new ConcurrentHashMap<Trial, Told>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<Future<Told>>();
            for (var trial : Trial.ALL) {
                if (trial.winner() != null) continue;
                var provider = providers.showing(trial.certificate());
                waiting.add(
                        threads.submit(() ->
                                told.computeIfAbsent(
                                        trial, _ -> undergo(patient, trial, provider))));
            }
            for (var one : waiting) one.get();
        }
        var inOrder = new LinkedHashMap<Trial, Told>();
        for (var trial : Trial.ALL) {
            var known = told.get(trial);
            var provider = providers.showing(trial.certificate());
            inOrder.put(trial, known == null ? undergo(racing, trial, provider) : known);
        }
        return inOrder;
    }

    private static Bench bench(TestAuthority authority, DialPace pace) {
        return new Bench(
                authority,
                authority.caFile(),
                PATIENCE,
                List.of(InetAddress.getLoopbackAddress()),
                pace);
    }

    /// The first handshakes of a JVM take long for reasons of its own.
    private static void warmUp(Bench bench, Provider provider) {
        var login = new Route.Login(provider.user(), new Secret(provider.password()));
        var startTls = List.of(new Rung(provider.startTls(), TlsMode.STARTTLS));
        var implicit = List.of(new Rung(provider.implicit(), TlsMode.IMPLICIT));
        for (var ladder : List.of(startTls, implicit)) {
            bench.send(bench.ladder(login, Route.Limits.DEFAULT, ladder));
        }
    }

    /// A busy machine can spoil a race, hardly each of five.
    private static Told undergo(Bench bench, Trial trial, Provider provider) {
        var told = once(bench, trial, provider);
        for (int i = 0; i < 4 && spoiled(trial, told); i++) told = once(bench, trial, provider);
        assertThat(told.port).as("%s: %s", trial, told.words).isEqualTo(orZero(trial.winner()));
        return told;
    }

    /// Another port won, or one was called that need not have been.
    private static boolean spoiled(Trial trial, Told told) {
        var winner = trial.winner();
        if (winner == null) return false;
        int before = 0;
        while (PORTS[before] != winner) before++;
        return told.port != winner || told.words.size() != before;
    }

    private static int orZero(@Nullable Integer port) {
        return port == null ? 0 : port;
    }

    private static Told once(Bench bench, Trial trial, Provider provider) {
        try (var closing = new Closing()) {
            var gates = closing.gates;
            gates.add(trial.before().get(0).to(provider.startTls()));
            gates.add(trial.before().get(1).to(provider.implicit()));
            gates.add(trial.before().get(2).to(provider.startTls()));
            var password = trial.rightPassword() ? provider.password() : "not-the-password";
            var route =
                    bench.ladder(
                            new Route.Login(provider.user(), new Secret(password)),
                            Route.Limits.DEFAULT,
                            List.of(
                                    new Rung(gates.get(0).port(), TlsMode.STARTTLS),
                                    new Rung(gates.get(1).port(), TlsMode.IMPLICIT),
                                    new Rung(gates.get(2).port(), TlsMode.STARTTLS)));
            var mail = Bench.mail("Subject: hello\r\n\r\nbody\r\n", trial.sender());
            var outcome = bench.send(route, mail, "someone").getFirst();
            assertThat(outcome).as(trial.what()).isInstanceOf(trial.outcome());
            return told(outcome, bench.transport.lastRace(route).orElseThrow(), gates);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Closing(List<Gate> gates) implements Closeable {
        Closing() {
            this(new ArrayList<>());
        }

        @Override
        public void close() throws IOException {
            for (var gate : gates) gate.close();
        }
    }

    private static Told told(Outcome outcome, RaceReport race, List<Gate> gates) {
        boolean left = outcome instanceof Outcome.Delivered;
        var winner = race.winner();
        int port = left && winner != null ? usual(winner.port(), gates) : 0;
        var words =
                left
                        ? race.losses().stream().map(Outcome.Cause::sentence).toList()
                        : List.of(Bench.cause(outcome).sentence());
        return new Told(
                port, race.took().toMillis(), words.stream().map(w -> plain(w, gates)).toList());
    }

    private static int usual(int port, List<Gate> gates) {
        for (int i = 0; i < PORTS.length; i++) {
            if (gates.get(i).port() == port) return PORTS[i];
        }
        throw new AssertionError("port " + port + " is nobody's");
    }

    /// With the ports that a provider has, and without what differs from one run to the next.
    private static String plain(String words, List<Gate> gates) {
        var plain = words;
        for (int i = 0; i < PORTS.length; i++) {
            var ours = Pattern.compile("\\b" + gates.get(i).port() + "\\b");
            plain = ours.matcher(plain).replaceAll(String.valueOf(PORTS[i]));
        }
        return plain.replaceAll("after \\d+ ms", "after … ms").replace("127.0.0.1", "192.0.2.1");
    }

    private static String times(Map<Trial, Told> told) {
        var lines = new StringBuilder();
        told.forEach((trial, result) ->
                lines.append("%5d %5d ms  %s%n".formatted(result.port, result.millis, trial)));
        return lines.toString();
    }

    private static String page(Map<Trial, Told> told) {
        var rows = new StringBuilder();
        told.forEach((trial, result) -> {
            var way = result.port == 0 ? "waits" : String.valueOf(result.port);
            var words = result.words.isEmpty() ? "" : String.join("<br>", result.words);
            rows.append("| ").append(trial.what()).append(" | ").append(way).append(" | ");
            rows.append(words.replace("|", "\\|")).append(" |\n");
        });
        return """
        # When a provider's ports are in trouble

        A route tries 587 with STARTTLS, 465 with TLS and 2525 with STARTTLS; the next one starts a quarter of
        a second after the last, or at once when that fails. The first that has connection, TLS and login
        done carries the mail. This page shows what comes of each trouble, and what `facteur route check` and
        the mail's story say, in their own words; “waits” means that the mail stays in the queue and is tried
        again.

        Each row was tried with Postfix, Exim and Haraka as the provider `provider.test`. The sentences are
        those for Postfix; where it hangs, the waits are shortened to three seconds.

        | what is wrong | leaves by | what is told |
        |---|---|---|
        """
                + rows;
    }
}
