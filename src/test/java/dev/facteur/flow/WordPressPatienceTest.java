package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.PhpPools;
import dev.facteur.testkit.WordPressEdition;
import dev.facteur.testkit.WordPressSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// How long a page waits for mail that is handed over at its end, to a gateway that is reached and
/// never says a word.
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WordPressPatienceTest {
    /// The plugin itself would wait for five.
    private static final Duration QUICK = Duration.ofSeconds(3);

    private static final PhpPools.Pool POOL = new PhpPools.Pool("www", 0, null, "/bin/false");
    private static final String PAGE = "/wp-login.php";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Path folder;
    private WordPressSite site;

    @BeforeAll
    void start(@TempDir Path made) throws IOException {
        folder = made;
        site = WordPressSite.start(WordPressEdition.INSTALLED, made.resolve("site"));
    }

    @AfterAll
    void end() {
        if (site != null) site.close();
    }

    private static ServerSocket silence() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /// The next page is the one at whose end a mail is handed over.
    private void leaveMail(ServerSocket gateway) {
        site.run(
                """
                remove_all_actions( 'shutdown' );
                Facteur\\Settings::connect( 'http://127.0.0.1:%d', 'key', 'shop', array( 'shop.example' ) );
                Facteur\\Spools::keep( Facteur\\Mail::compose( 'a@shop.example', array( 'b@example.net' ), array(), "Subject: x\\r\\n\\r\\nx\\r\\n" ) );
                delete_option( 'facteur_pause_until' );
                update_option( 'facteur_drain_at', time() - 1 );
                """
                        .formatted(gateway.getLocalPort()));
    }

    private static Duration duration(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /// Fails when nobody has called.
    private static void assertCalled(ServerSocket gateway) throws IOException {
        gateway.setSoTimeout((int) PATIENCE.toMillis());
        gateway.accept().close();
    }

    @Test
    void aPageOfPhpFpmIsAnsweredBeforeItsMailIsHandedOver() throws IOException {
        try (var gateway = silence();
                var fpm = PhpPools.start(folder, List.of(POOL), Map.of())) {
            assertThat(fpm.page("www", site, PAGE)).contains("user_login");
            leaveMail(gateway);
            assertThat(duration(() -> fpm.page("www", site, PAGE)))
                    .isLessThan(Duration.ofMillis(1500));
            assertCalled(gateway);
        }
    }

    @Test
    void elsewhereAPageWaitsTwoSecondsForItAndNotForEachMail() throws IOException {
        try (var gateway = silence()) {
            leaveMail(gateway);
            leaveMail(gateway);
            assertThat(duration(() -> site.get(PAGE))).isLessThan(QUICK);
            assertCalled(gateway);
        }
    }
}
