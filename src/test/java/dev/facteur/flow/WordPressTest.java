package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.bench.Link;
import dev.facteur.platform.Surroundings;
import dev.facteur.testkit.Arrived;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.Program;
import dev.facteur.testkit.WordPressEdition;
import dev.facteur.testkit.WordPressSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A real WordPress with the plugin, connected as its owner would, loses no mail and holds no page
/// up.
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass
@EnumSource
final class WordPressTest {
    private static final Duration QUICK = Duration.ofSeconds(3);
    private static final Duration FAR = Duration.ofMillis(50);

    /// Measures wp_mail() as it is, then as WP Mail SMTP sets it up: a connection, TLS and a login
    /// for each mail. Given: whom to write to, and the provider's port, user, password, authority.
    private static final String TIMES =
            """
            $measure = static function ( $count ) use ( $to ) {
                $times = array();
                for ( $i = 0; $i < $count; $i++ ) {
                    $start = hrtime( true );
                    wp_mail( $to, 's', str_repeat( "Thank you for your order.\n", 80 ) ) || exit( 'failed' );
                    $times[] = ( hrtime( true ) - $start ) / 1e6;
                }
                sort( $times );
                return round( $times[ intdiv( $count, 2 ) ], 1 ) . ' ' . round( $times[ (int) ( $count * .99 ) ], 1 );
            };
            $measure( 20 );
            $here = $measure( 100 );
            remove_all_filters( 'pre_wp_mail' );
            unset( $GLOBALS['phpmailer'] );
            add_action( 'phpmailer_init', static function ( $mailer ) use ( $port, $user, $password, $authority ) {
                $mailer->isSMTP();
                $mailer->Host        = 'localhost';
                $mailer->Port        = $port;
                $mailer->SMTPSecure  = 'tls';
                $mailer->SMTPAuth    = true;
                $mailer->Username    = $user;
                $mailer->Password    = $password;
                $mailer->SMTPOptions = array( 'ssl' => array( 'cafile' => $authority ) );
            } );
            echo $here . ' ' . $measure( 10 );
            """;

    @Parameter private WordPressEdition edition;

    private PostfixProvider provider;
    private GatewayProcess gateway;
    private WordPressSite site;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void connect(@TempDir Path folder) throws IOException {
        site = WordPressSite.start(edition, folder.resolve("site"));
        provider = PostfixProvider.shared();
        gateway = GatewayProcess.prepare(folder, "").start();
        GatewaySetup.site(gateway, "shop", "shop.example", provider);
        site.logIn();
        var answer = act("connection", "connect", Map.of("link", link()));
        assertThat(answer).contains("tab=test");
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void end() {
        if (gateway != null) gateway.close();
        if (site != null) site.close();
    }

    private String link() {
        var said = gateway.cli("site", "pair", "shop").succeed().out();
        return first("http://\\S+/connect#\\S+", said);
    }

    /// Does what a form of the plugin's page does; returns where it leads.
    private String act(String tab, String name, Map<String, String> fields) {
        var page = site.get("/wp-admin/options-general.php?page=facteur&tab=" + tab).body();
        var form = "name=\"_wpnonce\" value=\"([0-9a-f]+)\"(?:(?!</form>).)*name=\"do\" value=\"";
        var nonce = first(form + name + "\"", page);
        var all = new HashMap<>(fields);
        all.putAll(Map.of("action", "facteur", "do", name, "_wpnonce", nonce));
        var answer = site.post("/wp-admin/admin-post.php", all);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private static String first(String pattern, String text) {
        var found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(found.groupCount());
    }

    /// Each edition's people have addresses of their own: they share the provider.
    private String address(String name) {
        return name + "@" + edition.name().toLowerCase(Locale.ROOT) + ".wp.example";
    }

    private void user(String name) {
        site.run(
                "wp_insert_user( array( 'user_login' => '%s', 'user_pass' => 'x', 'user_email' => '%s' ) );"
                        .formatted(name, address(name)));
    }

    private Duration askForPassword(String name) {
        long start = System.nanoTime();
        var answer =
                site.post(
                        "/wp-login.php?action=lostpassword",
                        Map.of("user_login", name, "redirect_to", ""));
        assertThat(answer.statusCode()).isEqualTo(302);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String arrived(String name) {
        return Arrived.text(provider.awaitDelivered(address(name), 1).getFirst());
    }

    private void drain() {
        site.run("( new Facteur\\Drain( Facteur\\Plugin::handover() ) )->by_cron();");
    }

    @Test
    void aPasswordResetArrivesFromTheSitesDomain() {
        user("reset");
        askForPassword("reset");
        assertThat(arrived("reset"))
                .contains("<admin@shop.example>", "action=rp", "DKIM-Signature:")
                .doesNotContain("Facteur-Urgency");
    }

    @Test
    void aNewUserIsTold() {
        site.run(
                """
                $id = wp_insert_user( array( 'user_login' => 'newcomer', 'user_pass' => 'x',
                    'user_email' => '%s' ) );
                wp_new_user_notification( $id, null, 'user' );
                """
                        .formatted(address("newcomer")));
        assertThat(arrived("newcomer")).contains("newcomer");
    }

    @Test
    void theAuthorOfAPostIsToldOfAComment() {
        user("author");
        var post =
                site.run(
                        """
                        $author = get_user_by( 'login', 'author' );
                        $author->set_role( 'author' );
                        echo wp_insert_post( array( 'post_title' => 'Bread', 'post_status' => 'publish',
                            'post_content' => 'x', 'post_author' => $author->ID, 'comment_status' => 'open' ) );
                        """);
        var answer =
                site.post(
                        "/wp-comments-post.php",
                        Map.of(
                                "comment",
                                "Tasty, thank you.",
                                "comment_post_ID",
                                post.strip(),
                                "author",
                                "Zoe",
                                "email",
                                address("zoe")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        assertThat(arrived("author")).contains("Tasty, thank you.");
    }

    @Test
    void aPageAnswersWhileTheGatewayIsDownAndItsMailArrivesOnceAfterwards() throws Exception {
        user("patient");
        gateway.kill9();
        try {
            assertThat(askForPassword("patient")).isLessThan(QUICK);
            assertThat(site.get("/wp-admin/index.php").body()).contains("kept on this server");
        } finally {
            gateway.start();
        }
        // Cron and somebody's next page at the same time.
        var other = Thread.ofVirtual().start(this::drain);
        drain();
        other.join();
        drain();
        assertThat(arrived("patient")).contains("action=rp");
        assertThat(provider.delivered(address("patient"))).hasSize(1);
        assertThat(site.get("/wp-admin/index.php").body()).doesNotContain("kept on this server");
    }

    @Test
    void aThousandMailsOfOneRequestAllArrive() {
        var told =
                site.run(
                        """
                        $failed = 0;
                        for ( $i = 0; $i < 1000; $i++ ) {
                            $failed += wp_mail( '%s', "Number $i", 'text' ) ? 0 : 1;
                        }
                        echo $failed;
                        """
                                .formatted(address("many")));
        assertThat(told.strip()).isEqualTo("0");
        var subjects =
                provider.awaitDelivered(address("many"), 1000).stream()
                        .map(mail -> first("Subject: (Number \\d+)", Arrived.text(mail)))
                        .toList();
        assertThat(subjects).doesNotHaveDuplicates().hasSize(1000);
    }

    @Test
    void handingOverTakesAFractionOfTalkingToAProviderFiftyMillisecondsAway() throws IOException {
        try (var link = Link.to(provider.startTlsPort(), FAR, Surroundings.system())) {
            var given =
                    "list( $to, $port, $user, $password, $authority ) = array( '%s', %d, '%s', '%s', '%s' );"
                            .formatted(
                                    address("quick"),
                                    link.port(),
                                    provider.user(),
                                    provider.password(),
                                    provider.caFile());
            var told = site.run(given + TIMES);
            var times = Stream.of(told.split(" ")).map(Double::valueOf).toList();
            assertThat(times).as("median and p99 here, then there, in milliseconds").hasSize(4);
            assertThat(times.get(0)).as(told).isLessThan(times.get(2) / 5);
            assertThat(times.get(1)).as(told).isLessThan(times.get(2));
        }
    }

    @Test
    void anotherPluginThatReplacesTheFunctionIsNamed() throws IOException {
        site.plugin(
                "rival",
                """
                <?php
                /* Plugin Name: Rival */
                if ( ! function_exists( 'wp_mail' ) ) {
                    function wp_mail( $to ) { return true; }
                }
                """);
        try {
            assertThat(site.get("/wp-admin/index.php").body())
                    .contains("/wp-content/plugins/rival.php has replaced the function");
        } finally {
            site.unplug("rival");
        }
    }

    @Test
    void nobodyWithoutTheRightOrWithoutThePageCanDoAnything() {
        var answer =
                site.post(
                        "/wp-admin/admin-post.php",
                        Map.of("action", "facteur", "do", "disconnect", "_wpnonce", "0123456789"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(site.run("echo Facteur\\Settings::load()->url();")).startsWith("http://127");
        // A subscriber's nonce is right and opens nothing all the same.
        assertThat(
                        site.run(
                                """
                                wp_set_current_user( wp_insert_user( array( 'user_login' => 'low',
                                    'user_pass' => 'x', 'user_email' => 'low@wp.example', 'role' => 'subscriber' ) ) );
                                require_once WP_PLUGIN_DIR . '/facteur/admin/class-admin.php';
                                echo Facteur\\Admin::may() ? 'may' : 'may not';
                                """))
                .isEqualTo("may not");
    }

    @Test
    void thePageShowsATestMailAndItsFate() {
        var page = act("test", "test", Map.of("to", address("tested")));
        assertThat(page).contains("tab=mail");
        assertThat(arrived("tested")).contains("Test_mail_of");
        var shown = site.get(page.substring(page.indexOf("/wp-admin"))).body();
        assertThat(shown).contains(address("tested"), "delivered", "sandbox=\"\"");
        var frame =
                first("src=\"[^\"]*(/wp-admin/admin-post[^\"]*)\"", shown).replace("&#038;", "&");
        var preview = site.get(frame);
        assertThat(preview.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox; default-src 'none'");
        assertThat(preview.body()).contains("If you can read it, it does.");
    }

    @Test
    void whatWordPressPromisesToPluginsHolds() throws IOException {
        Peers.require("phpunit");
        // What PHP's own mail() gets, which is nothing but for the last resort.
        var sent = Files.createFile(site.html().resolveSibling("sendmail"));
        var result =
                Program.of(
                                edition.php()
                                        .command(
                                                "-d",
                                                "sendmail_path=sh -c 'cat >> %s' sendmail"
                                                        .formatted(sent),
                                                Peers.program("phpunit"),
                                                "--do-not-cache-result",
                                                "--bootstrap",
                                                "wordpress/tests/bootstrap.php",
                                                "wordpress/tests"))
                        .environment("WORDPRESS_FOLDER", site.html().toString())
                        .environment("WORDPRESS_HOST", site.host())
                        .environment("SENDMAIL_FILE", sent.toString())
                        .limit(Duration.ofMinutes(5))
                        .run();
        assertThat(result.exit()).as(result.toString()).isZero();
    }
}
