package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.dkim.BodyHash;
import dev.facteur.protocol.dkim.Canonicalization;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import dev.facteur.protocol.dkim.DkimRecord;
import dev.facteur.protocol.dkim.DkimSigner;
import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dkim.DkimVerifier;
import dev.facteur.protocol.dkim.SigningKey;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A mail that we sign, whatever a website has written into it.
class DkimSignFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");
    private static final DkimKeyPair PAIR =
            DkimKeyPair.generate(DkimAlgorithm.ED25519_SHA256, new SecureRandom());
    private static final List<SigningKey> KEYS =
            List.of(new SigningKey("example.com", "s", PAIR.algorithm(), PAIR.privateKey()));
    private static final DkimRecord RECORD =
            DkimRecord.of("example.com", "s", PAIR.algorithm(), PAIR.publicKey());

    @FuzzTest
    void whatWeSignVerifiesUntilSomebodyAddsToIt(byte[] mail)
            throws MalformedHeader, GeneralSecurityException {
        HeaderBlock header;
        try {
            header = HeaderBlock.parse(mail, mail.length);
        } catch (MalformedHeader _) {
            return;
        }
        if (!header.complete() || header.count("DKIM-Signature") > 0) return;
        var body = BodyHash.of(Canonicalization.RELAXED);
        body.accept(mail, header.length(), mail.length - header.length());
        var field = DkimSigner.sign(header, body.finish(), KEYS, NOW, Duration.ofDays(7));
        requireField(field);
        var text = Cuts.latin1(mail);
        assertThat(verdict(field + text).reason()).isEmpty();
        assertThat(verdict(field + text).wholeBody()).isTrue();
        assertThat(verdict(field + "From: a@example.org\r\n" + text).passes()).isFalse();
        assertThat(verdict(field + "SUBJECT : b\r\n" + text).passes()).isFalse();
        assertThat(verdict(field + text + "more").passes()).isFalse();
    }

    /// ASCII, and no longer than a line may be.
    private static void requireField(String field) {
        assertThat(field).startsWith("DKIM-Signature: v=1; ").endsWith("\r\n");
        for (var line : field.split("\r\n")) {
            assertThat(line.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
            assertThat(line.length()).isLessThanOrEqualTo(998);
        }
    }

    private static DkimVerdict verdict(String mail) throws MalformedHeader {
        var bytes = mail.getBytes(ISO_8859_1);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var verifier = DkimVerifier.of(header, NOW);
        verifier.accept(bytes, header.length(), bytes.length - header.length());
        var verdicts =
                verifier.finish(
                        name -> name.equals(RECORD.name()) ? List.of(RECORD.value()) : List.of());
        assertThat(verdicts).hasSize(1);
        return verdicts.getFirst();
    }
}
