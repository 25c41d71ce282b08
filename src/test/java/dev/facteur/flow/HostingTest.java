package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.SendmailMain;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PhpPools;
import dev.facteur.testkit.PhpPools.Pool;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Many sites on one machine, each in a pool of PHP-FPM with a user of its own: what
/// docs/how-to-hosting.md says, and that a hacked site speaks for no other one.
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostingTest {
    private static final int SHOPS_USER = 59_001;
    private static final int BLOGS_USER = 59_002;
    private static final int SHARED_USER = 59_003;

    /// `site` is the From; `more` goes where PHP's fifth argument does.
    private static final String MAIL_PAGE =
            """
            <?php
            parse_str($_SERVER['QUERY_STRING'], $say);
            $more = isset($say['more']) ? $say['more'] : '';
            echo mail($say['to'], 'Hello', 'Text', 'From: ' . $say['from'], $more) ? 'sent' : 'not sent';
            """;

    /// What a hacked site tries when the command does not do it: to speak with the socket itself.
    private static final String SOCKET_PAGE =
            """
            <?php
            parse_str($_SERVER['QUERY_STRING'], $say);
            $door = stream_socket_client('unix://' . $say['socket']);
            fgets($door);
            fwrite($door, "HELO x\\r\\n");
            fgets($door);
            foreach (explode('|', $say['lines']) as $line) {
                fwrite($door, $line . "\\r\\n");
                echo fgets($door);
            }
            """;

    /// What a robot makes of it that has found a contact form.
    private static final String FLOOD_PAGE =
            """
            <?php
            parse_str($_SERVER['QUERY_STRING'], $say);
            $door = stream_socket_client('unix://' . $say['socket']);
            fgets($door);
            fwrite($door, "HELO x\\r\\n");
            fgets($door);
            $text = str_repeat(str_repeat('x', 70) . "\\r\\n", 100);
            $kept = 0;
            for ($i = 0; $i < 10000; $i++) {
                fwrite($door, "MAIL FROM:<a@shop.example>\\r\\nRCPT TO:<flood$i@example.net>\\r\\nDATA\\r\\n");
                fgets($door);
                fgets($door);
                if (strpos(fgets($door), '354') !== 0) continue;
                fwrite($door, "From: a@shop.example\\r\\nSubject: $i\\r\\n\\r\\n$text.\\r\\n");
                if (strpos(fgets($door), '250') === 0) $kept++;
            }
            echo "$kept of $i";
            """;

    /// Or to leave a mail where the gateway looks.
    private static final String DROP_PAGE =
            """
            <?php
            parse_str($_SERVER['QUERY_STRING'], $say);
            $mail = "facteur maildrop 1\\nbody SEVEN_BIT\\nfrom b@blog.example\\nsite blog\\n"
                . "to x@example.net\\n\\nFrom: b@blog.example\\r\\nSubject: forged\\r\\n\\r\\nText\\r\\n";
            echo file_put_contents($say['maildrop'] . '/forged.mail', $mail);
            """;

    private Path folder;
    private Path spool;
    private Path chroot;
    private GatewayProcess gateway;
    private PhpPools php;

    @BeforeAll
    void start(@TempDir Path shared) throws IOException {
        Peers.require("root", "cgi-fcgi", "msmtp");
        folder = shared;
        open(folder);
        spool = folder.resolve("spool");
        var settings = "[sendmail]\nfolder = \"" + spool + "\"\naccess = \"everyone\"\n";
        gateway = GatewayProcess.prepare(folder, settings).start();
        for (var site : List.of("shop", "blog")) {
            operate("site", "add", site);
            operate("domain", "add", site + ".example", "--site", site, "--vouch");
        }
        operate("site", "callers", "shop", number(SHOPS_USER), number(SHARED_USER));
        operate("site", "callers", "blog", number(BLOGS_USER), number(SHARED_USER));
        Files.writeString(folder.resolve("mail.php"), MAIL_PAGE);
        Files.writeString(folder.resolve("socket.php"), SOCKET_PAGE);
        Files.writeString(folder.resolve("drop.php"), DROP_PAGE);
        Files.writeString(folder.resolve("flood.php"), FLOOD_PAGE);
        chroot = chroot();
        php = PhpPools.start(folder, pools(), Map.of(spool, chroot.resolve("run/facteur")));
    }

    @AfterAll
    void stop() {
        if (php != null) php.close();
        if (gateway != null) gateway.close();
    }

    private List<Pool> pools() throws IOException {
        var sendmail = sendmail();
        var byMsmtp =
                "/usr/bin/msmtp --host=localhost --socket=/run/facteur/socket --read-envelope-from"
                        + " -t -i";
        return List.of(
                new Pool("shop", SHOPS_USER, null, sendmail),
                new Pool("blog", BLOGS_USER, null, sendmail),
                new Pool("hacked", SHOPS_USER, null, sendmail + " --site blog"),
                new Pool("shared-shop", SHARED_USER, null, sendmail + " --site shop"),
                new Pool("shared-blog", SHARED_USER, null, sendmail + " --site blog"),
                new Pool("caged", SHOPS_USER, chroot, byMsmtp));
    }

    @Test
    void eachPoolsMailIsOfTheSiteOfItsUser() throws IOException {
        assertThat(mail("shop", "from=a@shop.example&to=pool-a@example.net")).isEqualTo("sent");
        assertThat(mail("blog", "from=b@blog.example&to=pool-b@example.net")).isEqualTo("sent");
        assertThat(siteOf("pool-a@example.net")).isEqualTo("shop");
        assertThat(siteOf("pool-b@example.net")).isEqualTo("blog");
    }

    @Test
    void poolThatSaysItIsAnotherSiteIsRefused() throws IOException {
        var forged = "from=b@blog.example&to=forged@example.net";
        assertThat(mail("shop", forged)).isEqualTo("not sent");
        await().until(() -> php.log().contains("site shop may not send as b@blog.example"));
        for (var more : List.of("-fb@blog.example", "--site blog", "--site shop --site blog")) {
            assertThat(mail("shop", forged + "&more=" + encoded(more))).isEqualTo("not sent");
        }
        assertThat(mail("hacked", forged)).isEqualTo("not sent");
        await().until(() -> php.log().contains("may not hand mail over for the site blog"));
        assertThat(siteOf("forged@example.net")).isEmpty();
    }

    @Test
    void poolThatSpeaksWithTheSocketItselfIsRefusedToo() throws IOException {
        var said = page("shop", "socket.php", "MAIL FROM:<b@blog.example>|XSITE blog");
        assertThat(said.lines()).hasSize(2).allMatch(line -> line.startsWith("550 5.7.1"));
    }

    @Test
    void mailThatAPoolLeavesInTheMaildropForAnotherSiteIsPutAside() throws IOException {
        var maildrop = "maildrop=" + encoded(spool.resolve("maildrop").toString());
        assertThat(php.page("shop", folder + "/drop.php", maildrop)).isNotEqualTo("0");
        var why = spool.resolve("refused/forged.mail.why");
        await().until(() -> Files.exists(spool.resolve("refused/forged.mail")));
        assertThat(why).content().contains("may not hand mail over for the site blog");
    }

    @Test
    void poolsOfOneUserAreToldApartByWhatTheirConfigurationSays() throws IOException {
        mail("shared-shop", "from=a@shop.example&to=shared-a@example.net");
        mail("shared-blog", "from=b@blog.example&to=shared-b@example.net");
        assertThat(siteOf("shared-a@example.net")).isEqualTo("shop");
        assertThat(siteOf("shared-b@example.net")).isEqualTo("blog");
    }

    @Test
    void poolInAChrootSendsThroughTheSocketLaidIntoIt() throws IOException {
        var query = "from=a@shop.example&to=caged@example.net";
        assertThat(php.page("caged", "/mail.php", query)).isEqualTo("sent");
        assertThat(siteOf("caged@example.net")).isEqualTo("shop");
        var forged = "from=b@blog.example&to=caged-forged@example.net";
        assertThat(php.page("caged", "/mail.php", forged)).isEqualTo("not sent");
    }

    /// Five hundred times what its operator allows: the rest is refused, nothing of it is kept, and
    /// the other site's mail goes on meanwhile.
    @Test
    void floodOfOneSiteIsRefusedAndHoldsUpNoOther() throws Exception {
        operate("site", "limit", "shop", "--hour", "20");
        try (var robots = Executors.newVirtualThreadPerTaskExecutor()) {
            var kept = robots.submit(() -> page("shop", "flood.php", ""));
            assertThat(mail("blog", "from=b@blog.example&to=calm@example.net")).isEqualTo("sent");
            assertThat(kept.get()).isEqualTo("20 of 10000");
            var late = "from=a@shop.example&to=late@example.net";
            assertThat(mail("shop", late)).isEqualTo("not sent");
            await().until(() -> php.log().contains("may write to 20 recipients per hour"));
            assertThat(siteOf("calm@example.net")).isEqualTo("blog");
            try (var left = Files.list(spool.resolve("maildrop"))) {
                assertThat(left).isEmpty();
            }
        } finally {
            operate("site", "limit", "shop");
        }
    }

    private String mail(String pool, String query) throws IOException {
        return php.page(pool, folder + "/mail.php", query);
    }

    private String page(String pool, String script, String lines) throws IOException {
        var socket = encoded(spool.resolve("socket").toString());
        return php.page(
                pool, folder + "/" + script, "socket=" + socket + "&lines=" + encoded(lines));
    }

    /// `""` when there is no mail to that address.
    private String siteOf(String recipient) {
        var listed = operate("mail", "list", "--to", recipient);
        var line = listed.lines().filter(each -> each.contains(recipient)).findFirst().orElse("");
        return line.isEmpty() ? "" : line.split(" {2,}")[2];
    }

    private String operate(String... words) {
        return gateway.cli(words).succeed().out();
    }

    /// The command's classes where the pools' users can read them.
    private String sendmail() throws IOException {
        var source = SendmailMain.class.getProtectionDomain().getCodeSource().getLocation();
        var classes = folder.resolve("classes");
        Program.of("cp", "-r", source.getPath(), classes).succeed();
        Program.of("chmod", "-R", "a+rX", classes).succeed();
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return java
                + " -XX:TieredStopAtLevel=1 -Xshare:auto -cp "
                + classes
                + " dev.facteur.SendmailMain --folder "
                + spool
                + " -t -i";
    }

    /// A shell, a small client with its libraries, and the page.
    private Path chroot() throws IOException {
        var root = Files.createDirectories(folder.resolve("cage"));
        Files.createDirectories(root.resolve("run/facteur"));
        var script =
                """
                for program in /bin/sh /usr/bin/msmtp; do
                  install -D "$program" "$1$program"
                  ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
                    install -D "$library" "$1$library"
                  done
                done
                install -d -m 1777 "$1/tmp"\
                """;
        Program.of("sh", "-c", script, "sh", root).succeed();
        open(root);
        Files.writeString(root.resolve("mail.php"), MAIL_PAGE);
        return root;
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String number(int user) {
        return String.valueOf(user);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
