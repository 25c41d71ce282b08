package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.mail.Address;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.sign.SignedMail;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.TestAuthority;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Postfix as the provider: verified TLS, SCRAM, and the bytes that arrive.
class PostfixTransportTest {
    @TempDir private Path folder;
    private PostfixProvider provider;

    @BeforeEach
    void open() {
        provider = PostfixProvider.shared();
    }

    @Test
    void mailArrivesByteForByteOverStartTls() throws Exception {
        assertArrives(new Rung(provider.startTlsPort(), TlsMode.STARTTLS), "transport-starttls");
    }

    @Test
    void mailArrivesByteForByteOverImplicitTls() throws Exception {
        assertArrives(new Rung(provider.implicitPort(), TlsMode.IMPLICIT), "transport-implicit");
    }

    @Test
    void aWrongPasswordParksTheRoute() {
        try (var bench = bench()) {
            var rung = new Rung(provider.startTlsPort(), TlsMode.STARTTLS);
            var route = route(rung, new Route.Login(provider.user(), new Secret("wrong")));
            var outcome = send(bench, route, "transport-parked", mail());
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(Bench.cause(outcome).reply()).extracting(Reply::code).isEqualTo(535);
        }
    }

    /// Postfix says so at RCPT.
    @Test
    void aSenderOfAnotherAccountIsNotTheRecipientsFault() {
        try (var bench = bench()) {
            var rung = new Rung(provider.startTlsPort(), TlsMode.STARTTLS);
            var login = new Route.Login(provider.user(), new Secret(provider.password()));
            var mail = Bench.mail(text(), PostfixProvider.TAKEN_SENDER);
            var outcome = send(bench, route(rung, login), "transport-sender", mail);
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(Bench.cause(outcome).phase()).isEqualTo(Phase.RCPT);
            assertThat(Bench.cause(outcome).sentence())
                    .contains("does not take mail from this sender", "not owned by user");
        }
    }

    private void assertArrives(Rung rung, String recipient) throws Exception {
        try (var bench = bench()) {
            var login = new Route.Login(provider.user(), new Secret(provider.password()));
            var route = route(rung, login);
            for (int i = 1; i <= 3; i++) {
                var outcome = send(bench, route, recipient, mail());
                assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
                assertThat(((Outcome.Delivered) outcome).reportsPassedOn()).isTrue();
                var arrived = provider.awaitDelivered(recipient + "@example.net", i).getLast();
                assertThat(new String(arrived, ISO_8859_1)).endsWith(text());
            }
            assertThat(bench.transport.lastRace(route).orElseThrow().winner()).isNotNull();
        }
    }

    private Bench bench() {
        return new Bench(
                TestAuthority.create(folder),
                provider.caFile(),
                Timeouts.DEFAULT,
                List.of(InetAddress.getLoopbackAddress()),
                DialPace.DEFAULT);
    }

    private Route route(Rung rung, Route.Login login) {
        return new Route(
                1,
                "provider",
                null,
                new Route.Relay(PostfixProvider.HOST, List.of(rung), login, provider.caFile()),
                null,
                Route.Way.SMTP,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }

    private static Outcome send(Bench bench, Route route, String recipient, SignedMail mail) {
        var address = new Address(recipient, "example.net");
        var to = new Recipient(0, address, Notify.UNSTATED, null);
        return bench.transport.send(route, mail, List.of(to)).getFirst();
    }

    private static SignedMail mail() {
        return Bench.mail(text());
    }

    private static String text() {
        return "From: <me@example.com>\r\nSubject: dots\r\n\r\n.\r\n..\r\n.x\r\n \r\n\r\nend\r\n\r\n";
    }
}
