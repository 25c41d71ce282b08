package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.GatewaySite;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.WordPressEdition;
import dev.facteur.testkit.WordPressSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the owner of a WordPress does once: takes another plugin's account over, connects a network
/// of sites, removes the plugin. Each test has a WordPress of its own, since it changes all of it.
@Tag("flow")
final class WordPressOwnerTest {
    private static final Pattern LINK = Pattern.compile("http://\\S+/connect#\\S+");

    /// Everything that a plugin can leave behind in a WordPress.
    private static final String REMAINS =
            """
            foreach ( $wpdb->get_col( "SHOW TABLES LIKE '%facteur%'" ) as $table ) {
                echo "table $table\\n";
            }
            foreach ( $wpdb->get_col( "SHOW TABLES LIKE '%options'" ) as $table ) {
                foreach ( $wpdb->get_results( "SELECT * FROM $table" ) as $row ) {
                    if ( false !== strpos( $row->option_name . ( 'cron' === $row->option_name ? $row->option_value : '' ), 'facteur' ) ) {
                        echo "$table $row->option_name\\n";
                    }
                }
            }
            if ( is_multisite() ) {
                foreach ( $wpdb->get_col( "SELECT meta_key FROM $wpdb->sitemeta WHERE meta_key LIKE '%facteur%'" ) as $key ) {
                    echo "network $key\\n";
                }
            }
            foreach ( array_merge( (array) glob( dirname( ABSPATH ) . '/facteur-spool-*' ), (array) glob( WP_PLUGIN_DIR . '/facteur*' ) ) as $path ) {
                echo "$path\\n";
            }
            """;

    /// Leaves a mail in each place, something said to nobody yet, and a plan to come again.
    private static final String LIVE =
            """
            Facteur\\Settings::change( array( 'url' => 'http://127.0.0.1:1' ) );
            foreach ( Facteur\\Spools::all() as $spool ) {
                $spool->put( Facteur\\Mail::compose( 'a@shop.example', array( 'b@example.net' ), array(), "Subject: x\\r\\n\\r\\nx\\r\\n" ) );
            }
            wp_mail( 'c@example.net', 'waits', 'x' );
            Facteur\\Notices::say( 'error', 'unread' );
            set_transient( Facteur\\Connection::ASKED_TRANSIENT, 1, 600 );
            echo count( Facteur\\Spools::listed() );
            """;

    private static final String DELETE =
            """
            require_once ABSPATH . 'wp-admin/includes/plugin.php';
            require_once ABSPATH . 'wp-admin/includes/file.php';
            deactivate_plugins( 'facteur/facteur.php', false, is_multisite() );
            echo true === delete_plugins( array( 'facteur/facteur.php' ) ) ? 'deleted' : 'not deleted';
            """;

    @TempDir private Path folder;
    private GatewayProcess gateway;
    private GatewaySite shop;

    @BeforeEach
    void start() {
        gateway = GatewayProcess.prepare(folder, "").start();
        shop = GatewaySetup.site(gateway, "shop", "shop.example", PostfixProvider.shared());
    }

    @AfterEach
    void end() {
        gateway.close();
    }

    private WordPressSite wordpress(WordPressEdition edition) throws IOException {
        return WordPressSite.start(edition, folder.resolve("site"));
    }

    private String link(String... words) {
        var command = Stream.concat(Stream.of("site", "pair"), Stream.of(words));
        var found = LINK.matcher(gateway.cli(command.toArray(String[]::new)).succeed().out());
        assertThat(found.find()).isTrue();
        return found.group();
    }

    private static String pair(String link, boolean network) {
        return "$site = Facteur\\Connection::pair( '%s', %s ); echo is_wp_error( $site ) ? $site->get_error_message() : $site;"
                .formatted(link, network);
    }

    private static String send() {
        return """
        wp_mail( 'd@example.net', 's', 't' );
        $outcome = Facteur\\Plugin::handover()->last();
        echo $outcome ? $outcome->kind() . ' ' . $outcome->why() : 'not by here';
        """;
    }

    @Test
    void nothingIsLeftOfAPluginThatIsDeleted() throws IOException {
        try (var site = wordpress(WordPressEdition.INSTALLED)) {
            assertThat(site.run(pair(link("shop"), false))).isEqualTo("shop");
            // A page is asked for, which finds a folder for waiting mail.
            site.logIn();
            assertThat(site.get("/wp-admin/index.php").statusCode()).isEqualTo(200);
            assertThat(site.run(LIVE)).isEqualTo("3");
            assertThat(site.run(REMAINS))
                    .contains("table wp_facteur_spool", "cron", "facteur-spool-", "_facteur_said_");
            assertThat(site.run(DELETE)).isEqualTo("deleted");
            assertThat(site.run(REMAINS)).isEmpty();
        }
    }

    @Test
    void aNetworkIsConnectedOnceAndASiteOfItMayHaveItsOwn() throws IOException {
        try (var site = wordpress(WordPressEdition.NEWEST)) {
            site.becomeNetwork();
            assertThat(site.runAt("/two/", "echo get_current_blog_id();")).isEqualTo("2");
            assertThat(site.runAt("/two/", send())).isEqualTo("not by here");
            assertThat(site.run(pair(link("shop"), true))).isEqualTo("shop");
            assertThat(site.runAt("/two/", send())).isEqualTo("at-gateway ");
            // What the gateway tells later is the network's too, and hides nothing that comes
            // after.
            site.runAt("/two/", "Facteur\\Connection::refresh();");
            assertThat(
                            site.runAt(
                                    "/two/",
                                    "echo count( (array) get_option( 'facteur_settings', array() ) );"))
                    .isEqualTo("0");

            gateway.cli("site", "add", "two").succeed();
            assertThat(site.runAt("/two/", "echo Facteur\\Settings::load()->site();"))
                    .isEqualTo("shop");
            assertThat(site.runAt("/two/", pair(link("two"), false))).isEqualTo("two");
            assertThat(site.run("echo Facteur\\Settings::load()->site();")).isEqualTo("shop");

            assertThat(site.run(LIVE)).isEqualTo("2");
            site.runAt("/two/", LIVE);
            assertThat(site.run(REMAINS)).contains("wp_2_options", "network facteur_settings");
            assertThat(site.run(DELETE)).isEqualTo("deleted");
            assertThat(site.run(REMAINS)).isEmpty();
        }
    }

    @Test
    void constantsConnectAllSitesOfANetwork() throws IOException {
        try (var site = wordpress(WordPressEdition.NEWEST)) {
            site.becomeNetwork();
            site.configure(
                    "facteur",
                    "define( 'FACTEUR_URL', '%s' ); define( 'FACTEUR_KEY', '%s' );"
                            .formatted(gateway.http(""), shop.apiKey()));
            for (var path : new String[] {"/", "/two/"}) {
                assertThat(site.runAt(path, send())).as(path).isEqualTo("at-gateway ");
            }
        }
    }

    @Test
    void anAccountOfAnotherPluginBecomesARouteOfTheGateway() throws IOException {
        try (var site = wordpress(WordPressEdition.NEWEST)) {
            site.run(pair(link("shop", "--permission", "routes"), false));
            site.run(
                    """
                    update_option( 'wp_mail_smtp', array(
                        'mail'     => array( 'from_email' => 'office@shop.example', 'mailer' => 'sendgrid' ),
                        'sendgrid' => array( 'api_key' => 'SG.made-up' ),
                    ) );
                    """);
            var take =
                    "$said = Facteur\\Takeover::carry_out( 'wp-mail-smtp' ); echo is_wp_error( $said ) ? $said->get_error_message() : $said;";
            assertThat(site.run(take))
                    .contains("by your account at sendgrid", "switch off WP Mail SMTP");
            assertThat(gateway.cli("route", "list").succeed().out()).contains("shop-sendgrid");
            assertThat(site.run(send())).isEqualTo("at-gateway ");
            assertThat(site.run("echo Facteur\\Settings::load()->from_address();"))
                    .isEqualTo("office@shop.example");
            // Whoever clicks twice is told that it was done the first time.
            assertThat(site.run(take)).contains("an account of this site at sendgrid already");
        }
    }

    @Test
    void mailOfADomainThatIsNotVerifiedYetWaitsUntilItIs() throws IOException {
        var health = "echo Facteur\\Site_Health::connection()['status'];";
        try (var site = wordpress(WordPressEdition.INSTALLED)) {
            var florist = link("florist", "--domain", "florist.example");
            assertThat(site.run(pair(florist, false))).isEqualTo("florist");
            assertThat(site.run(send()))
                    .startsWith("waiting domain florist.example is not verified yet");
            assertThat(site.run(health)).isEqualTo("critical");

            gateway.cli("domain", "verify", "florist.example", "--vouch").succeed();
            var drain = "echo ( new Facteur\\Drain( Facteur\\Plugin::handover() ) )->run( 10 );";
            assertThat(site.run(drain)).isEqualTo("1");
            assertThat(site.run(health)).isEqualTo("good");
        }
    }
}
