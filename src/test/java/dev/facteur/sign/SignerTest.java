package dev.facteur.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.DkimKey;
import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.KeyState;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dkim.DkimVerifier;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SignerTest {
    private static final Clock CLOCK = new SystemClock();
    private static final DkimKey RSA = key(Algorithm.RSA, DkimAlgorithm.RSA_SHA256, true);
    private static final DkimKey ED25519 =
            key(Algorithm.ED25519, DkimAlgorithm.ED25519_SHA256, true);
    private static final DkimKey WAITING =
            key(Algorithm.ED25519, DkimAlgorithm.ED25519_SHA256, false);

    @Test
    void allActiveKeysOfTheFromDomainSignEd25519First() throws Exception {
        var mail = "From: A <a@EXAMPLE.com>\r\nSubject: x\r\n\r\n" + "hello \r\n".repeat(20_000);
        var signed = sign(true, mail, RSA, WAITING, ED25519);
        var verdicts = verify(signed.signatures() + mail);
        assertThat(verdicts)
                .extracting(DkimVerdict::algorithm)
                .containsExactly("ed25519-sha256", "rsa-sha256");
        assertThat(verdicts).allMatch(DkimVerdict::passes);
        assertThat(signed.content().open().readAllBytes())
                .isEqualTo(mail.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void longHeadersAreSignedWhole() throws Exception {
        var mail =
                "X: y\r\n".repeat(900)
                        + ("References: " + "<0123456789@example.com>\r\n ".repeat(2_000))
                        + "x\r\nFrom: a@example.com\r\n\r\nhello\r\n";
        assertThat(verify(sign(true, mail, ED25519).signatures() + mail))
                .singleElement()
                .matches(DkimVerdict::passes);
    }

    @Test
    void internationalDomainsAreSignedAsTheirAsciiForm() throws Exception {
        var asked = new StringBuilder();
        var signer =
                new Signer(
                        domain -> {
                            asked.append(domain);
                            return List.of();
                        },
                        LeavingNames.OWN,
                        CLOCK);
        var mail = "From: a@BÜCHER.example\r\n\r\n";
        signer.sign(route(true), mail(), () -> stream(mail));
        assertThat(asked).hasToString("xn--bcher-kva.example");
    }

    @Test
    void nothingIsSignedWithoutAKeyThatFitsOrOnARouteThatDoesNotSign() throws Exception {
        var mail = "From: a@example.com\r\n\r\nhello\r\n";
        assertThat(sign(false, mail, RSA).signatures()).isEmpty();
        assertThat(sign(true, mail, WAITING).signatures()).isEmpty();
        for (var other :
                List.of(
                        "From: a@other.example\r\n\r\n",
                        "From: a@sub.example.com\r\n\r\n",
                        "From: a@example.com, b@other.example\r\n\r\n")) {
            assertThat(sign(true, other, RSA).signatures()).isEmpty();
        }
    }

    @Test
    void headerThatDoesNotTellItsSenderLeavesUnderNoName() {
        for (var unreadable :
                List.of("From: nobody\r\n\r\n", "To: a@example.com\r\n\r\n", "no header")) {
            assertThatThrownBy(() -> sign(true, unreadable, RSA)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void senderMayPreferArrivalToProtection() throws Exception {
        for (var signs : List.of(true, false)) {
            var wish = "From: a@example.com\r\nTLS-Required: no \r\n\r\n";
            assertThat(sign(signs, wish, RSA).tlsOptional()).isTrue();
        }
        for (var other :
                List.of(
                        "From: a@example.com\r\n\r\nTLS-Required: No\r\n",
                        "TLS-Required: Nothing\r\nFrom: a@example.com\r\n\r\n",
                        "TLS-Required: No\r\nTLS-Required: Yes\r\nFrom: a@example.com\r\n\r\n")) {
            assertThat(sign(true, other, RSA).tlsOptional()).isFalse();
        }
    }

    @Test
    void contentThatCannotBeReadIsAnError() {
        var signer = new Signer(_ -> List.of(RSA), LeavingNames.OWN, CLOCK);
        assertThatThrownBy(() ->
                        signer.sign(
                                route(true),
                                mail(),
                                () -> {
                                    throw new IOException("disk");
                                }))
                .isInstanceOf(IOException.class);
    }

    private static SignedMail sign(boolean signs, String mail, DkimKey... keys)
            throws IOException, NoName {
        DomainKeys domainKeys = domain -> domain.equals("example.com") ? List.of(keys) : List.of();
        var signer = new Signer(domainKeys, LeavingNames.OWN, CLOCK);
        return signer.sign(route(signs), mail(), () -> stream(mail));
    }

    /// Gives few bytes at a time, as a file may.
    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 700));
            }
        };
    }

    private static List<DkimVerdict> verify(String mail) throws Exception {
        var bytes = mail.getBytes(StandardCharsets.UTF_8);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var verifier = DkimVerifier.of(header, CLOCK.now());
        verifier.accept(bytes, header.length(), bytes.length - header.length());
        return verifier.finish(name ->
                List.of(RSA, ED25519).stream()
                        .filter(key -> key.recordName().equals(name))
                        .map(DkimKey::recordValue)
                        .toList());
    }

    private static DkimKey key(Algorithm algorithm, DkimAlgorithm form, boolean active) {
        var pair = DkimKeyPair.generate(form, new SecureRandom());
        return new DkimKey(
                1,
                "example.com",
                algorithm.word(),
                algorithm,
                pair.privateKey(),
                pair.publicKey(),
                active
                        ? new KeyState.Signing(Instant.EPOCH)
                        : new KeyState.Next(Instant.EPOCH, true, null),
                null);
    }

    private static Route route(boolean signs) {
        return new Route(
                1,
                "provider",
                null,
                new Route.Relay(
                        "mail.example.net", List.of(new Rung(587, TlsMode.STARTTLS)), null, null),
                null,
                Route.Way.SMTP,
                Route.Limits.DEFAULT,
                signs,
                Route.UncertainPolicy.RETRY);
    }

    private static SpooledMail mail() {
        return new SpooledMail(
                new MailId(1),
                1,
                null,
                Envelope.Body.EIGHT_BIT,
                false,
                Envelope.Returned.UNSTATED,
                null,
                new Place(1, 0, 1, ContentKey.FORGOTTEN));
    }
}
