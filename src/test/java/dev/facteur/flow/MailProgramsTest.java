package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Letter;
import dev.facteur.testkit.OneGateway;
import dev.facteur.testkit.PeerWorld;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Mail programs of other machines hand their mail over with the very configuration that
/// docs/how-to-other-mail-programs.md shows: what the site may send arrives unchanged, and what it
/// may not comes back to the local user who sent it.
@Tag("flow")
@ExtendWith(OneGateway.class)
final class MailProgramsTest {
    private static final Path PAGE = Path.of("docs/how-to-other-mail-programs.md");
    private static final String ANNA = "anna@shop.example";
    private static final String STRANGER = "www-data@client.example";

    /// A line that names a file, and the block that follows.
    private static final Pattern FILE =
            Pattern.compile("`(/etc/[^`]+)`(?:(?!```).)*?:\\n\\n```\\n(.*?)```", Pattern.DOTALL);

    private final PracticeGateway gateway;

    MailProgramsTest(PracticeGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    void postfixHandsOverAndReturnsWhatIsRefused(@TempDir Path folder) throws Exception {
        Peers.require("postfix");
        handOver("Postfix", "postfix.sh", PeerWorld.in(folder), folder);
    }

    @Test
    void eximHandsOverAndReturnsWhatIsRefused(@TempDir Path folder) throws Exception {
        handOver("Exim", "exim4.sh", PeerWorld.in(folder, "exim4-daemon-light"), folder);
    }

    @Test
    void openSmtpdHandsOverAndReturnsWhatIsRefused(@TempDir Path folder) throws Exception {
        handOver("OpenSMTPD", "opensmtpd.sh", PeerWorld.in(folder, "opensmtpd"), folder);
    }

    @Test
    void nullmailerHandsOverAndKeepsWhatIsRefused(@TempDir Path folder) throws Exception {
        handOver("nullmailer", "nullmailer.sh", PeerWorld.in(folder, "nullmailer"), folder);
    }

    private void handOver(String program, String script, PeerWorld world, Path folder)
            throws Exception {
        Program.of("chmod", "755", folder).succeed();
        world.file("/etc/mailname", "client.example\n")
                .file("/etc/hosts", "127.0.0.1 localhost client.example\n")
                .file(
                        "/etc/ssl/certs/ca-certificates.crt",
                        Files.readString(gateway.door().caFile()));
        configure(program, world);
        var recipient = program.toLowerCase(Locale.ROOT) + "@example.com";
        var letter = write(folder, ANNA, recipient);
        write(folder, STRANGER, recipient);
        var returned = world.script(script).environment("RECIPIENT", recipient).succeed();

        var arrived = gateway.awaitArrivedFor(recipient, 1);
        assertThat(arrived).hasSize(1);
        assertThat(arrived.getFirst().substring(arrived.getFirst().indexOf("\r\n\r\n")))
                .isEqualTo(letter.substring(letter.indexOf("\r\n\r\n")));
        assertThat(arrived.getFirst()).contains("Subject: =?utf-8?q?Commande_n=C2=B0?=");
        assertThat(returned.out() + returned.err()).contains("may not send as " + STRANGER);
        assertThat(returned.out()).contains(recipient);
    }

    private void configure(String program, PeerWorld world) throws IOException {
        var page = Files.readString(PAGE);
        int start = page.indexOf("\n## " + program + "\n");
        int end = page.indexOf("\n## ", start + 1);
        var section = page.substring(start, end < 0 ? page.length() : end);
        var files = FILE.matcher(section);
        while (files.find()) {
            var text =
                    files.group(2)
                            .replace("gateway.example", "localhost")
                            .replace("587", String.valueOf(gateway.starttlsPort()))
                            .replace("shop", PracticeGateway.LOGIN)
                            .replace("PASSWORD", PracticeGateway.LOGIN_PASSWORD);
            world.file(files.group(1), text);
        }
    }

    /// Programs on Unix are given lines that end in LF.
    private static String write(Path folder, String sender, String recipient) throws IOException {
        var text = new String(Letter.awkward(sender, recipient).bytes(), ISO_8859_1);
        Files.writeString(folder.resolve(sender + ".eml"), text.replace("\r\n", "\n"), ISO_8859_1);
        return new String(text.getBytes(ISO_8859_1), UTF_8);
    }
}
