package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.TestAuthority;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnDoorsTest {
    private static final String NAME = "mail.example.org";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetAddress OPEN = InetAddress.ofLiteral("0.0.0.0");

    @TempDir private Path folder;
    private TestAuthority authority;
    private AccountBook book;

    @BeforeEach
    void open() throws Exception {
        authority = TestAuthority.create(Files.createDirectory(folder.resolve("authority")));
        book = AccountBook.open(Files.createDirectory(folder.resolve("accounts")));
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void aCertificateOfThisNameWithTimeLeftIsGood() throws Exception {
        assertThat(look(issued(Duration.ofDays(30), NAME), false, OPEN))
                .extracting(Finding::code)
                .containsExactly("door-certificate-good");
    }

    @Test
    void anExpiredCertificateIsAProblemWithItsDayAndTheCommandThatRenews() throws Exception {
        var expired =
                Spoken.only(
                        look(issued(Duration.ofDays(-2), NAME), false, OPEN),
                        "door-certificate-expired");

        assertThat(expired.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(Spoken.english(expired)).contains(NAME + " has expired on 20", "certbot renew");
        assertThat(Spoken.french(expired)).contains(NAME + " a expiré le 20", "certbot renew");
        assertThat(expired.evidence()).anyMatch(line -> line.startsWith("valid until"));
    }

    @Test
    void aCertificateThatEndsWithinTwoWeeksIsAWarning() throws Exception {
        var ends =
                Spoken.only(
                        look(issued(Duration.ofDays(13), NAME), false, OPEN),
                        "door-certificate-ends");

        assertThat(ends.severity()).isEqualTo(Severity.WARNING);
        assertThat(Spoken.english(ends)).contains("ends soon (days left: 12)", "certbot renew");
        assertThat(Spoken.french(ends))
                .contains("expire bientôt (jours restants : 12)", "certbot renew");
    }

    @Test
    void aCertificateForAnotherNameIsAWarningThatNamesBothWaysOut() throws Exception {
        var other =
                Spoken.only(
                        look(issued(Duration.ofDays(30), "www.example.org"), false, OPEN),
                        "door-certificate-name");

        assertThat(Spoken.english(other))
                .contains("does not carry the name " + NAME, "[server] name", "[tls]");
        assertThat(Spoken.french(other))
                .contains("ne porte pas le nom " + NAME, "[server] name", "[tls]");
        assertThat(other.evidence()).contains("names [www.example.org]");
    }

    @Test
    void aSelfSignedCertificateIsWorthKnowingAndNoMore() throws Exception {
        var tls =
                ServerTls.selfSigned(
                        folder.resolve("tls"), NAME, new SystemClock(), new SecureRandom());

        var own = Spoken.only(look(tls, true, OPEN), "door-certificate-own");

        assertThat(own.severity()).isEqualTo(Severity.NOTICE);
        assertThat(Spoken.english(own)).contains("certbot", tls.certificateFile().toString());
        assertThat(Spoken.french(own)).contains("certbot", tls.certificateFile().toString());
    }

    @Test
    void doorsOnLoopbackAreToldOnceThereIsASiteThatMayBeElsewhere() throws Exception {
        var tls = issued(Duration.ofDays(30), NAME);
        assertThat(look(tls, false, LOOPBACK)).extracting(Finding::code).doesNotContain(SHUT);

        book.sites().add("shop", false);

        var shut = Spoken.only(look(tls, false, LOOPBACK), SHUT);
        assertThat(Spoken.english(shut)).contains("[submission] listen");
        assertThat(Spoken.french(shut)).contains("[submission] listen");
        assertThat(look(tls, false, LOOPBACK, OPEN)).extracting(Finding::code).doesNotContain(SHUT);
    }

    private static final String SHUT = "door-loopback";

    private ServerTls issued(Duration life, String name) throws Exception {
        var issued = authority.issueFor(life, name);
        return ServerTls.fromFiles(
                issued.certificateFile(), issued.keyFile(), new SystemClock(), new SecureRandom());
    }

    private List<Finding> look(ServerTls tls, boolean selfSigned, InetAddress... addresses)
            throws Exception {
        var doors = new OwnDoors.Doors(NAME, selfSigned, List.of(addresses));
        return Spoken.of(new OwnDoors(doors, tls, book.accounts(), new SystemClock()));
    }
}
