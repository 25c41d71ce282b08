package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.route.Route;
import dev.facteur.route.TlsMode;
import dev.facteur.sign.SignedMail;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import dev.facteur.testkit.Dialogue;
import dev.facteur.testkit.EnvelopeText;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The rules of SMTP that bind a client, one dialogue each (`conformance/client`), held by the
/// production transport with a server that says what the dialogue says. Each is held twice: every
/// group of replies in one write, and in small pieces.
///
/// Beside what a dialogue says itself, each shows what the mail came to, that the client sent
/// nothing before its turn, and how it took its leave.
class ClientConformanceTest {
    private static final String MAIL = "from <me@example.com> to <a@example.net>";
    private static final String CONTENT = "Subject: x\\r\\n\\r\\nbody\\r\\n";
    private static final long PATIENCE_SECONDS = 15;

    @TempDir private static Path folder;
    private static TestAuthority authority;

    @BeforeAll
    static void createAuthority() {
        authority = TestAuthority.create(folder);
    }

    @TestFactory
    Stream<DynamicContainer> rules() {
        return Dialogue.tests("client", ClientConformanceTest::hold);
    }

    private static void hold(Dialogue dialogue, boolean pieces) throws Exception {
        var loopback = List.of(InetAddress.getLoopbackAddress());
        var bench =
                new Bench(authority, authority.caFile(), Bench.PATIENT, loopback, Bench.UNHURRIED);
        var played = new CompletableFuture<Void>();
        var outcomes = new ArrayList<String>();
        try (var server =
                ScriptedServer.start(scene ->
                        new ServerPart(scene, bench.serving, pieces).play(dialogue, played))) {
            try (bench) {
                var route = route(bench, dialogue.setting("route", "clear"), server.port());
                for (var mail : mails(dialogue)) {
                    for (var outcome : bench.transport.send(route, mail.signed(), mail.to())) {
                        outcomes.add(text(outcome));
                    }
                }
            }
            played.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(server.connections()).as("connections").isEqualTo(1);
        }
        assertThat(outcomes).as("what became of it").containsExactlyElementsOf(expected(dialogue));
    }

    private static List<String> expected(Dialogue dialogue) {
        return dialogue.lines().stream()
                .filter(line -> line.head().equals("outcome"))
                .map(Dialogue.Line::text)
                .toList();
    }

    private static Route route(Bench bench, String text, int port) {
        var limits = Route.Limits.DEFAULT;
        return switch (text) {
            case "clear" -> bench.clear(port);
            case "starttls" -> bench.startTls(null, port);
            case "starttls, login" -> bench.startTls(Bench.LOGIN, port);
            case "implicit" -> bench.route(null, limits, TlsMode.IMPLICIT, port);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private record Mail(Envelope envelope, String content) {
        SignedMail signed() {
            var bytes = content.getBytes(ISO_8859_1);
            var spooled =
                    new SpooledMail(
                            new MailId(1),
                            1,
                            envelope.sender(),
                            envelope.body(),
                            envelope.smtpUtf8(),
                            envelope.returned(),
                            envelope.envelopeId(),
                            new Place(0, 0, bytes.length, ContentKey.FORGOTTEN));
            return new SignedMail(spooled, "", () -> new ByteArrayInputStream(bytes));
        }

        List<dev.facteur.mail.Recipient> to() {
            return envelope.recipients();
        }
    }

    private static List<Mail> mails(Dialogue dialogue) {
        var content = Dialogue.octets(dialogue.setting("content", CONTENT));
        var texts =
                dialogue.lines().stream()
                        .filter(line -> line.head().equals("mail"))
                        .map(Dialogue.Line::text)
                        .toList();
        return (texts.isEmpty() ? List.of(MAIL) : texts)
                .stream().map(text -> new Mail(EnvelopeText.read(text), content)).toList();
    }

    /// `Refused at RCPT 5.1.1`; what is not about a reply says so: `Deferred at MAIL 4.4.2,
    /// NETWORK`.
    private static String text(Outcome outcome) {
        var kind = outcome.getClass().getSimpleName();
        if (outcome instanceof Outcome.Delivered) return kind;
        var cause = Bench.cause(outcome);
        var reason = cause.kind() == Outcome.Kind.REPLY ? "" : ", " + cause.kind();
        return kind + " at " + cause.phase() + " " + cause.status() + reason;
    }
}
