package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Arrived;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.GatewaySite;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.WordPressEdition;
import dev.facteur.testkit.WordPressSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever fills the mail plugin that he has already as our page says, sends.
///
/// The plugins are not to be had where this is built. What stands in the page's tables is told to
/// WordPress's own mailer as they tell it (`PHPMailer`, WP Mail SMTP `src/Processor.php` and
/// `src/Providers/SMTP`, FluentSMTP `app/Services/Mailer/Providers/Smtp/Handler.php`).
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherSmtpTest {
    private static final Path PAGE = Path.of("docs/how-to-wordpress.md");
    private static final String OTHER_DOORS = "When 587 is blocked";
    private static final Pattern ROW = Pattern.compile("\\| (.+?) \\| (.+?) \\|");

    private PostfixProvider provider;
    private GatewayProcess gateway;
    private GatewaySite account;
    private WordPressSite site;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        site = WordPressSite.start(WordPressEdition.INSTALLED, folder.resolve("site"));
        provider = PostfixProvider.shared();
        gateway = GatewayProcess.prepare(folder, "").start();
        account = GatewaySetup.site(gateway, "shop", "shop.example", provider);
    }

    @AfterAll
    void end() {
        if (gateway != null) gateway.close();
        if (site != null) site.close();
    }

    static Stream<Arguments> pluginsAndDoors() {
        return Stream.of("WP Mail SMTP", "FluentSMTP")
                .flatMap(plugin ->
                        Stream.of("587", "465", "2525").map(port -> Arguments.of(plugin, port)));
    }

    @ParameterizedTest
    @MethodSource("pluginsAndDoors")
    void mailLeavesByEachDoorWithTheFieldsOfThePage(String plugin, String port) throws IOException {
        var fields = table(plugin);
        assertThat(fields).containsEntry("SMTP Host", "mail.example.com");
        assertThat(fields).containsEntry("SMTP Port", "587").containsEntry("Encryption", "TLS");
        var encryption = port.equals("587") ? "TLS" : table(OTHER_DOORS).get(port);
        var to = (plugin + port).replace(" ", "").toLowerCase(Locale.ROOT) + "@other.example";

        var said =
                site.run(
                        """
                        remove_all_filters( 'pre_wp_mail' );
                        add_filter( 'wp_mail_from', static function () { return 'admin@shop.example'; } );
                        add_action( 'phpmailer_init', static function ( $mailer ) {
                            $mailer->isSMTP();
                            $mailer->Host        = 'localhost';
                            $mailer->Port        = %d;
                            $mailer->SMTPSecure  = '%s';
                            $mailer->SMTPAutoTLS = %s;
                            $mailer->SMTPAuth    = %s;
                            $mailer->Username    = '%s';
                            $mailer->Password    = '%s';
                            $mailer->Sender      = %s;
                            $mailer->SMTPOptions = array( 'ssl' => array( 'cafile' => '%s' ) );
                        } );
                        echo wp_mail( '%s', 'Another plugin', 'Text' ) ? 'sent' : $GLOBALS['phpmailer']->ErrorInfo;
                        """
                                .formatted(
                                        door(port),
                                        String.valueOf(encryption).toLowerCase(Locale.ROOT),
                                        on(fields, "Auto TLS"),
                                        on(fields, "Authentication"),
                                        account.user(),
                                        account.password(),
                                        on(fields, "eturn").equals("true") ? "$mailer->From" : "''",
                                        gateway.authority().caFile(),
                                        to));

        assertThat(said).isEqualTo("sent");
        assertThat(Arrived.text(provider.awaitDelivered(to, 1).getFirst()))
                .contains("<admin@shop.example>", "DKIM-Signature:");
    }

    private int door(String port) {
        return switch (port) {
            case "587" -> gateway.startTlsPort();
            case "465" -> gateway.implicitPort();
            default -> gateway.secondStartTlsPort();
        };
    }

    /// Whether the one field whose name has these words is on.
    private static String on(Map<String, String> fields, String words) {
        var names = fields.keySet().stream().filter(name -> name.contains(words)).toList();
        assertThat(names).as(words).hasSize(1);
        return Boolean.toString("on".equals(fields.get(names.getFirst())));
    }

    /// The table below a heading of the page, without its marks.
    private static Map<String, String> table(String heading) throws IOException {
        var text = Files.readString(PAGE);
        int start = text.indexOf("\n## " + heading + "\n");
        assertThat(start).as(heading).isPositive();
        int end = text.indexOf("\n## ", start + 1);
        var rows = new LinkedHashMap<String, String>();
        var row = ROW.matcher(text.substring(start, end < 0 ? text.length() : end));
        while (row.find()) rows.put(row.group(1), plain(row.group(2)));
        return rows;
    }

    private static String plain(String cell) {
        return cell.replace("*", "").replace("`", "").replaceFirst(" \\(.*", "");
    }
}
