package dev.facteur.protocol.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.dns.DnsAnswer.Tlsa;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Tlsas;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsaSetTest {
    private static final Set<String> NAMES = Set.of("mx.example.com", "example.com");

    @TempDir static Path folder;

    private static TestAuthority authority;
    private static X509Certificate own;
    private static X509Certificate expired;
    private static X509Certificate otherName;

    @BeforeAll
    static void issue() {
        authority = TestAuthority.create(folder);
        own = authority.issue("mx.example.com").certificate();
        expired = authority.issueFor(Duration.ofDays(-1), "mx.example.com").certificate();
        otherName = authority.issue("other.example").certificate();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 2", "1, 0", "1, 1", "1, 2"})
    void promisedCertificateIsTaken(int selector, int matching) {
        assertThatCode(() -> require(own, Tlsas.of(3, selector, matching, own)))
                .doesNotThrowAnyException();
        assertThatCode(() -> require(own, Tlsas.of(2, selector, matching, authority.certificate())))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> require(otherName, Tlsas.of(3, selector, matching, own)))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void ofACertificateThatDnsPromisesItselfNeitherNameNorDateCount() {
        assertThatCode(() -> require(otherName, Tlsas.of(3, 1, 1, otherName)))
                .doesNotThrowAnyException();
        assertThatCode(() -> require(expired, Tlsas.of(3, 0, 1, expired)))
                .doesNotThrowAnyException();
    }

    @Test
    void underAPromisedAuthorityBothCount() {
        var promised = Tlsas.of(2, 0, 1, authority.certificate());
        assertThatThrownBy(() -> require(otherName, promised))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is for none of");
        assertThatThrownBy(() -> require(expired, promised))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void authorityThatDidNotSignProvesNothing(@TempDir Path elsewhere) {
        var stranger = TestAuthority.create(elsewhere);
        var forged =
                List.of(stranger.issue("mx.example.com").certificate(), authority.certificate());
        var set = TlsaSet.of(List.of(Tlsas.of(2, 0, 1, authority.certificate())));
        assertThatThrownBy(() -> set.require(forged, NAMES, Instant.now()))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void ownCertificateIsNoAuthorityForItself() {
        assertThatThrownBy(() -> require(own, Tlsas.of(2, 0, 1, own)))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void authorityThatTheServerKeepsToItselfIsNotFound() {
        var set = TlsaSet.of(List.of(Tlsas.of(2, 0, 1, authority.certificate())));
        assertThatThrownBy(() -> set.require(List.of(own), NAMES, Instant.now()))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void oneOfSeveralRecordsIsEnough() {
        assertThatCode(() -> require(own, Tlsas.of(3, 1, 1, otherName), Tlsas.of(3, 1, 1, own)))
                .doesNotThrowAnyException();
    }

    @Test
    void weakerDigestIsNotLookedAtBesideTheStronger() {
        var set = TlsaSet.of(List.of(Tlsas.of(3, 1, 1, own), Tlsas.of(3, 1, 2, otherName)));
        assertThat(set.usable()).containsExactly(Tlsas.of(3, 1, 2, otherName));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, 64",
        "1, 1, 1, 64",
        "4, 1, 1, 64",
        "255, 1, 1, 64",
        "3, 2, 1, 64",
        "3, 1, 3, 64",
        "3, 1, 1, 62",
        "3, 1, 2, 64",
        "3, 1, 0, 0"
    })
    void recordThatSmtpDoesNotKnowIsNotUsed(int usage, int selector, int matching, int digits) {
        var record = new Tlsa(usage, selector, matching, "ab".repeat(digits / 2));
        assertThat(TlsaSet.of(List.of(record)).usable()).isEmpty();
    }

    @Test
    void setWithoutAUsableRecordAsksForNoProof() {
        assertThatCode(() -> require(expired, Tlsas.of(1, 1, 1, own))).doesNotThrowAnyException();
    }

    @Test
    void ofAThousandRecordsOnlySomeAreLookedAt() {
        var many = Collections.nCopies(1000, Tlsas.of(3, 1, 1, own));
        assertThat(TlsaSet.of(many).usable()).hasSizeLessThan(100);
    }

    private static void require(X509Certificate shown, Tlsa... records)
            throws CertificateException {
        var chain = List.of(shown, authority.certificate());
        TlsaSet.of(List.of(records)).require(chain, NAMES, Instant.now());
    }
}
