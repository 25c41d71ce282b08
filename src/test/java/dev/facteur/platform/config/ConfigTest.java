package dev.facteur.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.facteur.platform.Network;
import dev.facteur.protocol.dns.TsigKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;
import org.tomlj.Toml;

class ConfigTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private static final String TSIG = "hmac-sha256:facteur:AAECAwQFBgcICQoLDA0ODw==";

    private static AlertSettings shippedAlerts() {
        return new AlertSettings(
                "",
                URI.create("https://api.telegram.org"),
                10,
                Duration.ofMinutes(10),
                20,
                20,
                Duration.ofHours(1),
                Duration.ofHours(1),
                20,
                1,
                3);
    }

    private static AlertSettings writtenAlerts() {
        return new AlertSettings(
                "alerts@example.com",
                URI.create("http://127.0.0.1:8081"),
                23,
                Duration.ofMinutes(24),
                25,
                26,
                Duration.ofMinutes(27),
                Duration.ofMinutes(28),
                29,
                30,
                31);
    }

    private Config.Webhooks writtenWebhooks() {
        var own = Network.parse("10.0.0.0/8").orElseThrow();
        var here = Network.parse("127.0.0.1").orElseThrow();
        return new Config.Webhooks(List.of(own, here), folder.resolve("hooks.pem"));
    }

    private static final String ZONE =
            """
            [domains]
            dkim_zone = "dkim.example.com"
            dkim_zone_server = "127.0.0.1"
            """;

    @TempDir Path folder;

    @Test
    void withoutFileTheShippedDefaultsHold() throws Exception {
        var here = Path.of("").toAbsolutePath();
        var config = Config.load(null, Map.of());

        assertThat(config.server().name()).isNotBlank();
        assertThat(config)
                .isEqualTo(
                        new Config(
                                new Config.Server(config.server().name(), here.resolve("data")),
                                new Config.Submission(
                                        List.of(InetAddress.ofLiteral("0.0.0.0")),
                                        List.of(587, 2525),
                                        List.of(465),
                                        1000,
                                        200,
                                        new ByteSize(50_000_000),
                                        1000,
                                        Duration.ofMinutes(5)),
                                new Config.Local(null, ""),
                                new Config.Http(new InetSocketAddress(LOOPBACK, 8025), 100, 6000),
                                new Config.Tls(null, null),
                                new Config.Dns(List.of(), Config.Dns.Validates.AUTO),
                                new Config.Queue(
                                        RetrySchedule.parse("30s, 2m, 5m, 15m, 30m, 1h, 2h, 4h"),
                                        Duration.ofDays(2),
                                        Duration.ofDays(3),
                                        Duration.ofHours(4)),
                                new Config.Spool(new ByteSize(100_000_000)),
                                new RetentionSettings(Duration.ofDays(7), Duration.ofDays(90)),
                                new Config.Reports(
                                        "", config.server().name(), "", Duration.ofDays(400)),
                                new Config.Webhooks(List.of(), null),
                                shippedAlerts(),
                                new BounceSettings(
                                        "", List.of(), List.of(), BounceSettings.PassOn.YES, ""),
                                new ContentSettings(null, null, null, new ByteSize(10_000_000)),
                                new TrackingSettings(
                                        null,
                                        null,
                                        null,
                                        List.of(
                                                Network.parse("127.0.0.1").orElseThrow(),
                                                Network.parse("::1").orElseThrow())),
                                new Config.Doctor(
                                        List.of(
                                                "zen.spamhaus.org",
                                                "bl.spamcop.net",
                                                "psbl.surriel.com",
                                                "bl.mailspike.net"),
                                        List.of(
                                                "time.cloudflare.com",
                                                "time.google.com",
                                                "time.nist.gov")),
                                new Config.Domains("", null, Duration.ofDays(180)),
                                new Config.Sendmail(
                                        here.resolve("data/sendmail"),
                                        Config.Sendmail.Access.OWNER),
                                new Config.Log(Config.Log.Format.PLAIN, Level.INFO)));
    }

    @Test
    void everyKeyOfTheFileReachesItsPlace() throws Exception {
        var file = file(EveryKey.TOML);

        assertThat(Config.load(file, Map.of()))
                .isEqualTo(
                        new Config(
                                new Config.Server("mail.example.com", Path.of("/var/lib/facteur")),
                                new Config.Submission(
                                        List.of(LOOPBACK, InetAddress.ofLiteral("::1")),
                                        List.of(1587),
                                        List.of(1465),
                                        11,
                                        12,
                                        new ByteSize(13L << 20),
                                        14,
                                        Duration.ofSeconds(15)),
                                new Config.Local(
                                        new LocalDoor.Loopback(
                                                new InetSocketAddress(LOOPBACK, 2500)),
                                        "shop"),
                                new Config.Http(
                                        new InetSocketAddress(InetAddress.ofLiteral("::1"), 8026),
                                        19,
                                        60),
                                new Config.Tls(
                                        folder.resolve("tls/chain.pem"), Path.of("/etc/key.pem")),
                                new Config.Dns(
                                        List.of(
                                                new InetSocketAddress(LOOPBACK, 53),
                                                new InetSocketAddress(
                                                        InetAddress.ofLiteral("::1"), 53),
                                                new InetSocketAddress(
                                                        InetAddress.ofLiteral("::1"), 5353)),
                                        Config.Dns.Validates.YES),
                                writtenQueue(),
                                new Config.Spool(new ByteSize(20_000_000)),
                                new RetentionSettings(Duration.ZERO, Duration.ofDays(30)),
                                writtenReports(),
                                writtenWebhooks(),
                                writtenAlerts(),
                                EveryKey.bounces(),
                                new ContentSettings(
                                        URI.create("https://filter.example.com:11334"),
                                        folder.resolve("filter.password"),
                                        null,
                                        new ByteSize(22_000_000)),
                                writtenTracking(),
                                new Config.Doctor(
                                        List.of("list.example"),
                                        List.of("time.example", "127.0.0.1:1123")),
                                new Config.Domains(
                                        "mail.example.com", writtenZone(), Duration.ofDays(90)),
                                new Config.Sendmail(
                                        Path.of("/run/sendmail"), Config.Sendmail.Access.EVERYONE),
                                new Config.Log(Config.Log.Format.JSON, Level.DEBUG)));
    }

    private static Config.Reports writtenReports() {
        return new Config.Reports(
                "tls@example.com", "Example", "help@example.com", Duration.ofDays(90));
    }

    private TrackingSettings writtenTracking() {
        return new TrackingSettings(
                new InetSocketAddress(LOOPBACK, 8027),
                folder.resolve("links.pem"),
                folder.resolve("links.key"),
                List.of(Network.parse("10.0.0.1").orElseThrow()));
    }

    private static Config.Queue writtenQueue() {
        var steps = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(5));
        return new Config.Queue(
                new RetrySchedule(steps),
                Duration.ofHours(16),
                Duration.ofHours(17),
                Duration.ofMinutes(18));
    }

    private static Config.DkimZone writtenZone() {
        var server = new InetSocketAddress(LOOPBACK, 5353);
        return new Config.DkimZone("dkim.example.com", server, TsigKey.parse(TSIG).orElseThrow());
    }

    @Test
    void everyKeyOfTheDefaultsIsInTheTestAbove() throws Exception {
        assertThat(Toml.parse(EveryKey.TOML).dottedKeySet())
                .containsExactlyInAnyOrderElementsOf(SettingsFile.defaults().keySet());
    }

    @Test
    void environmentWinsOverTheFile() throws Exception {
        var file = file("[submission]\nmax_message = \"1 MB\"\nstarttls = [587]\n");
        var environment =
                Map.of(
                        "FACTEUR_SUBMISSION_MAX_MESSAGE", "2 MB",
                        "FACTEUR_SUBMISSION_STARTTLS", "2587, 2588",
                        "FACTEUR_SUBMISSION_MAX_RECIPIENTS", "7",
                        "FACTEUR_SUBMISSION_LISTEN", "127.0.0.1,::1",
                        "FACTEUR_JAVA_OPTIONS", "-Xmx64m",
                        "PATH", "/bin");

        var submission = Config.load(file, environment).submission();

        assertThat(submission.maxMessage()).isEqualTo(new ByteSize(2_000_000));
        assertThat(submission.starttls()).containsExactly(2587, 2588);
        assertThat(submission.maxRecipients()).isEqualTo(7);
        assertThat(submission.listen()).hasSize(2);
    }

    @Test
    void allMistakesAreReportedTogetherWithLineAndNearestKey() throws Exception {
        var file =
                file(
                        """
                        [submission]
                        max_mesage = "1 MB"
                        max_message = 50
                        idle = "5 minutes"
                        starttls = [587, 25]
                        max_recipients = "many"
                        listen = "mail.example.com"
                        [submision]
                        idle = "5m"
                        [queue]
                        idle = "5m"
                        retry = "soon"
                        [log]
                        level = "loud"
                        """);

        var refused =
                catchThrowableOfType(ConfigException.class, () -> Config.load(file, Map.of()));

        assertThat(refused.problems())
                .extracting(p -> p.line() + " " + p.key() + ": " + p.message())
                .zipSatisfy(
                        List.of(
                                "2 submission.max_mesage: there is no such key; did you mean max_message?",
                                "3 submission.max_message: must be text in quotes, not 50",
                                "4 submission.idle: “5 minutes” is not a duration",
                                "5 submission.starttls: port 25 is for mail servers among themselves",
                                "6 submission.max_recipients: must be a whole number",
                                "7 submission.listen: “mail.example.com” is not an IP address",
                                "9 submision.idle: there is no table [submision]; did you mean [submission]?",
                                "11 queue.idle: there is no such key here; it belongs below [submission]",
                                "12 queue.retry: “soon” is not a duration",
                                "14 log.level: “loud” is not one of \"error\", \"warn\""),
                        (problem, expected) -> assertThat(problem).startsWith(expected));
        assertThat(refused).hasMessageStartingWith(file + ", line 2: submission.max_mesage: ");
    }

    @Test
    void tableThatNobodyCouldMeanIsAnsweredWithAllThereAre() throws Exception {
        refused("[storage]\nin = \"a\"\n", "no table [storage]; there are [server], [");
    }

    @Test
    void brokenSyntaxIsReportedWithItsLine() throws Exception {
        var file = file("[server]\nname = mail\n");

        assertThatThrownBy(() -> Config.load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ", line 2: not TOML: ");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> Config.load(folder.resolve("none.toml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder.resolve("none.toml") + ": cannot be read: it does not exist");
    }

    @Test
    void keyOutsideATableIsSentToItsTable() throws Exception {
        refused("name = \"x\"\n", "name: stands outside a table; put it below [server]");
    }

    @Test
    void oneSpamFilterIsAskedByAnAddressThatIsOne() throws Exception {
        refused("[content]\nrspamd = \"localhost:11333\"\n", "is not the address of an rspamd");
        refused("[content]\nrspamd = \"http://a b/\"\n", "is not the address of an rspamd");
        refused("[content]\nrspamd = \"http://u:p@host/\"\n", "is not the address of an rspamd");
        refused(
                "[content]\nrspamd = \"http://a:1\"\nspamassassin = \"127.0.0.1:783\"\n",
                "one filter is asked");
        var spamd = Config.load(file("[content]\nspamassassin = \"[::1]:783\"\n"), Map.of());
        assertThat(spamd.content().spamassassin())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("::1"), 783));
    }

    @Test
    void passwordOfASpamFilterTravelsInTlsOrStaysOnThisMachine() throws Exception {
        var password = "password_file = \"p\"\n";
        refused("[content]\nrspamd = \"http://filter:11334\"\n" + password, "in clear");
        refused("[content]\nrspamd = \"http://127.0.0.1.example\"\n" + password, "in clear");
        for (var own : List.of("http://localhost", "http://127.0.0.1:1", "http://[::1]:1")) {
            var file = file("[content]\nrspamd = \"" + own + "\"\n" + password);
            assertThat(Config.load(file, Map.of()).content().password()).isNotNull();
        }
    }

    @Test
    void localDoorIsOnLoopbackOrAUnixSocketOnly() throws Exception {
        refused(
                "[local]\nlisten = \"0.0.0.0:2500\"\nsite = \"shop\"\n",
                "the local door asks for neither TLS nor password");
        refused(
                "[local]\nlisten = \"192.0.2.1:2500\"\nsite = \"shop\"\n",
                "the local door asks for neither TLS nor password");
        refused("[local]\nlisten = \"127.0.0.1:2500\"\n", "needs local.site too");
        assertThat(
                        Config.load(
                                        file(
                                                "[local]\nlisten = \"unix:/run/f.sock\"\nsite = \"s\"\n"),
                                        Map.of())
                                .local()
                                .listen())
                .isEqualTo(new LocalDoor.UnixSocket(Path.of("/run/f.sock")));
    }

    @Test
    void port25IsRefusedAtEveryDoorAndFromTheEnvironment() throws Exception {
        refused("[submission]\nimplicit = [25]\n", "port 25 is for mail servers");
        refused("[submission]\nstarttls = 25\n", "port 25 is for mail servers");
        assertThatThrownBy(() -> Config.load(null, Map.of("FACTEUR_SUBMISSION_STARTTLS", "25")))
                .hasMessageStartingWith(
                        "environment variable FACTEUR_SUBMISSION_STARTTLS: submission.starttls: port"
                                + " 25");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() throws Exception {
        refused("[tls]\ncertificate = \"c.pem\"\n", "needs tls.key too");
        refused("[tls]\nkey = \"k.pem\"\n", "needs tls.certificate too");
        refused("[submission]\nstarttls = [587]\nimplicit = [587]\n", "not both");
        refused("[server]\nname = \"two words\"\n", "is not a host name");
        refused("[retention]\nbodies = \"-1d\"\n", "is not a duration");
        refused("[submission]\nmax_message = \"2 TB\"\n", "is not a size");
        refused("[submission]\nmax_message = \"2 GB\"\n", "2 GB is not between 1 kB and 1 GB");
        refused("[http]\nlisten = \"127.0.0.1:99999\"\n", "there is no port");
    }

    @Test
    void misspeltVariableOfAKnownTableIsRefused() {
        assertThatThrownBy(() -> Config.load(null, Map.of("FACTEUR_QUEUE_RETRIES", "1m")))
                .hasMessage(
                        "environment variable FACTEUR_QUEUE_RETRIES: queue.retries: there is no such"
                                + " key; did you mean retry?");
    }

    @Test
    void otherDataFolderTakesTheSendmailFolderAlong() throws Exception {
        var moved = Config.load(null, Map.of()).withData(Path.of("/srv/mail"));

        assertThat(moved.server().data()).isEqualTo(Path.of("/srv/mail"));
        assertThat(moved.sendmail().folder()).isEqualTo(Path.of("/srv/mail/sendmail"));
    }

    @Test
    void valuesInForceAreShownInTheirPlaceWithTheirOrigin() throws Exception {
        var file = file("[submission]\nstarttls = [1587, 2525]\nidle = \"1m\"\n");

        var text = ConfigText.inForce(file, Map.of("FACTEUR_LOG_LEVEL", "debug"));

        assertThat(text)
                .contains("starttls = [1587, 2525]  # " + file + ", line 2\n")
                .contains("idle = \"1m\"  # " + file + ", line 3\n")
                .contains("level = \"debug\"  # environment variable FACTEUR_LOG_LEVEL\n")
                .contains("implicit = [465]\n");
    }

    @Test
    void aSecretIsNotShownAndTheFileItLiesInIs() throws Exception {
        var written = file(ZONE + "dkim_zone_key = \"" + TSIG + "\"\n");
        assertThat(ConfigText.inForce(written, Map.of()))
                .contains("dkim_zone_key = \"***\"")
                .doesNotContain("AAECAwQF");
        privateKeyFile("key");
        var named = file(ZONE + "dkim_zone_key = \"file:key\"\n");
        assertThat(ConfigText.inForce(named, Map.of())).contains("dkim_zone_key = \"file:key\"");
    }

    private Path privateKeyFile(String name) throws IOException {
        var key = folder.resolve(name);
        var secret = TSIG.split(":")[2];
        Files.writeString(
                key, "key \"facteur\" { algorithm hmac-sha256; secret \"" + secret + "\"; };");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return key;
    }

    @Test
    void aSecretInAFileIsReadIfNobodyElseMayReadIt() throws Exception {
        var key = privateKeyFile("tsig.conf");
        var toml = ZONE + "dkim_zone_key = \"file:tsig.conf\"\n";
        var zone = Config.load(file(toml), Map.of()).domains().dkimZone();
        assertThat(zone)
                .isNotNull()
                .extracting(Config.DkimZone::key)
                .isEqualTo(TsigKey.parse(TSIG).orElseThrow());
        assertThat(String.valueOf(zone)).contains("***").doesNotContain(TSIG.split(":")[2]);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        refused(toml, "may be read by others");
    }

    @Test
    void aKeyThatIsNoneIsRefusedWithoutAWordOfIt() throws Exception {
        var toml = ZONE + "dkim_zone_key = \"hmac-md5:facteur:c2VjcmV0c2VjcmV0\"\n";
        refused(toml, "is no key of the form");
        assertThatThrownBy(() -> Config.load(file(toml), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void aZoneNeedsItsServerAndItsKey() throws Exception {
        refused("[domains]\ndkim_zone = \"dkim.example.com\"\n", "dkim_zone_server too");
        refused(ZONE, "dkim_zone_key too");
    }

    @Test
    void schedulesStepUpAndStayAtTheLast() throws Exception {
        var schedule = RetrySchedule.parse("30s, 2m, 5m*3");

        assertThat(schedule.steps()).hasSize(5);
        assertThat(schedule.after(1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(schedule.after(2)).isEqualTo(Duration.ofMinutes(2));
        assertThat(schedule.after(1000)).isEqualTo(Duration.ofMinutes(5));
        for (var bad : List.of("", "30s,", "0s", "5m*0", "5m*999", "30 seconds", "8d")) {
            assertThatThrownBy(() -> RetrySchedule.parse(bad))
                    .as(bad)
                    .isInstanceOf(BadSetting.class);
        }
    }

    @Test
    void sizesAndDurationsPrintAsTheyAreWritten() throws Exception {
        for (var text : List.of("50 MB", "64 KiB", "1 GB", "17 B")) {
            assertThat(ByteSize.parse(text)).hasToString(text);
        }
        for (var text : List.of("30s", "5m", "4h", "2d", "250ms", "0s")) {
            assertThat(DurationText.write(DurationText.parse(text))).isEqualTo(text);
        }
    }

    @Test
    void aKeyThatHasMovedSaysWhereToAndADoorIsOneOrNone() throws Exception {
        refused("[spool]\nretention = \"7d\"\n", "write [retention] bodies");
        refused("[tracking]\nlisten = \"0.0.0.0\"\n", "is not ADDRESS:PORT");
    }

    private void refused(String toml, String message) throws Exception {
        var file = file(toml);
        assertThatThrownBy(() -> Config.load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    private Path file(String toml) throws Exception {
        return Files.writeString(folder.resolve("facteur.toml"), toml);
    }
}
