package dev.facteur.deliver.tlsreport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.platform.SystemDisk;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.Queue;
import dev.facteur.spool.Spool;
import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.FreshKeys;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.SecureServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TlsReportsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern ATTACHMENT =
            Pattern.compile("\\.json\\.gz\"\r\n\r\n([A-Za-z0-9+/=\r\n]+)--");

    @TempDir Path folder;

    private final ManualClock clock =
            new ManualClock(Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12)));
    private final Elsewhere network = new Elsewhere();
    private final Zone zone = Zone.of("reports.example. A 203.0.113.80\n");
    private final List<NewMail> sent = new ArrayList<>();
    private Database database;
    private Spool spool;
    private TestAuthority authority;
    private SecureServer web;
    private TlsSessions sessions;
    private TlsReports reports;
    private OptionalLong site = OptionalLong.of(1);

    @BeforeEach
    void start() throws IOException {
        database = Database.open(folder.resolve("facteur.db"), () -> {});
        var settings = Spool.Settings.of(1_000);
        var bytes = Files.createDirectory(folder.resolve("spool"));
        spool = Spool.open(new SystemDisk(), clock, bytes, settings, FreshKeys.make());
        authority = TestAuthority.create(folder);
        web = new SecureServer(authority.serving(authority.issue("reports.example")));
        network.at("203.0.113.80", 443, web.port());
        sessions = new TlsSessions(database, clock);
        reports = reports();
    }

    private TlsReports reports() {
        var ids = new AtomicLong();
        var mailroom =
                new Mailroom(
                        spool,
                        () -> new MailId(ids.incrementAndGet()),
                        new Address("tls-reports", "ours.example"),
                        _ -> site,
                        sent::add);
        var calls =
                new PublicCalls(
                        network.world(zone, clock),
                        authority.caFile(),
                        _ -> true,
                        Duration.ofSeconds(20));
        var table = new ReportTable(database, new Queue(database, spool, clock));
        var contact = "postmaster@ours.example";
        return new TlsReports(zone, calls, table, mailroom, "Ours & Co", contact, clock);
    }

    @AfterEach
    void stop() throws IOException {
        web.close();
        spool.close();
        database.close();
    }

    @Test
    void dayIsReportedByMailAfterItsEnd() throws Exception {
        wanting("mailto:tls@example.com");
        countSome();
        reports.run();
        assertThat(sent).isEmpty();
        nextDay();
        assertThat(sent).hasSize(1);
        var mail = sent.getFirst();
        assertThat(mail.envelope().sender()).hasToString("tls-reports@ours.example");
        assertThat(mail.envelope().recipients())
                .singleElement()
                .satisfies(to -> {
                    assertThat(to.address()).hasToString("tls@example.com");
                    assertThat(to.notification()).isEqualTo(Notify.NEVER);
                });
        assertThat(text(mail))
                .contains(
                        "TLS-Report-Domain: example.com\r\n",
                        "TLS-Report-Submitter: ours.example\r\n",
                        "TLS-Required: No\r\n",
                        "multipart/report; report-type=\"tlsrpt\"",
                        "Content-Type: application/tlsrpt+gzip\r\n")
                .doesNotContainPattern("(?<!\r)\n");
    }

    @Test
    void reportSaysHowOftenAndWhy() throws Exception {
        wanting("mailto:tls@example.com");
        countSome();
        nextDay();
        var report = report(text(sent.getFirst()));
        assertThat(report.at("/organization-name").asString()).isEqualTo("Ours & Co");
        assertThat(report.at("/date-range/start-datetime").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT00:00:00Z");
        var policy = report.at("/policies/0");
        assertThat(policy.at("/policy/policy-type").asString()).isEqualTo("sts");
        assertThat(policy.at("/policy/mx-host/0").asString()).isEqualTo("*.example.com");
        assertThat(policy.at("/summary/total-successful-session-count").asInt()).isEqualTo(3);
        assertThat(policy.at("/summary/total-failure-session-count").asInt()).isEqualTo(2);
        var failure = policy.at("/failure-details/0");
        assertThat(failure.at("/result-type").asString()).isEqualTo("certificate-expired");
        assertThat(failure.at("/receiving-ip").asString()).isEqualTo("203.0.113.25");
        assertThat(failure.at("/failed-session-count").asInt()).isEqualTo(2);
    }

    @Test
    void everyKeyIsOneThatReportsOfOthersHave() throws Exception {
        wanting("mailto:tls@example.com");
        countSome();
        nextDay();
        var theirs = new TreeSet<String>();
        var vectors = Path.of("src/test/resources/vectors/tlsrpt/mail-auth");
        addKeys("", JSON.readTree(Files.readString(vectors.resolve("rpt01.json"))), theirs);
        var ours = new TreeSet<String>();
        addKeys("", report(text(sent.getFirst())), ours);
        assertThat(theirs).containsAll(ours);
        assertThat(ours).contains("/policies/policy/policy-string", "/contact-info", "/report-id");
    }

    @Test
    void dayIsReportedOnce() throws Exception {
        wanting("mailto:tls@example.com");
        countSome();
        nextDay();
        nextDay();
        assertThat(sent).hasSize(1);
    }

    @Test
    void domainThatDoesNotAskGetsNothing() throws Exception {
        countSome();
        nextDay();
        wanting("mailto:tls@example.com");
        reports.run();
        assertThat(sent).isEmpty();
    }

    @Test
    void whileDnsIsSilentTheReportWaits() throws Exception {
        wanting("mailto:tls@example.com");
        zone.broken("_smtp._tls.example.com", Rcode.SERVFAIL);
        countSome();
        nextDay();
        assertThat(sent).isEmpty();
        zone.broken("_smtp._tls.example.com", Rcode.NOERROR);
        reports.run();
        assertThat(sent).hasSize(1);
    }

    @Test
    void reportIsHandedOverByHttpsUntilItIsTaken() throws Exception {
        wanting("https://reports.example/tls");
        web.answering("503 Later", "text/plain", "");
        countSome();
        nextDay();
        assertThat(web.requests()).hasSize(1);
        web.answering("201 Created", "text/plain", "");
        clock.advance(Duration.ofHours(2));
        reports.run();
        reports.run();
        assertThat(web.requests()).hasSize(2);
        var request = web.requests().getLast();
        assertThat(request.head())
                .startsWith("POST /tls HTTP/1.1\r\n")
                .contains("Content-Type: application/tlsrpt+gzip\r\n");
        assertThat(unpacked(request.body()).at("/policies/0/summary").size()).isEqualTo(2);
        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsNotTakenWithinADayIsForgotten() throws Exception {
        wanting("https://reports.example/tls");
        web.answering("503 Later", "text/plain", "");
        countSome();
        nextDay();
        for (int hour = 0; hour < 50; hour++) {
            clock.advance(Duration.ofHours(1));
            reports.run();
        }
        assertThat(web.requests()).hasSizeBetween(20, 25);
    }

    @Test
    void withoutASiteThatMaySendThemReportsAreLeftOut() throws Exception {
        site = OptionalLong.empty();
        wanting("mailto:tls@example.com");
        countSome();
        nextDay();
        assertThat(sent).isEmpty();
    }

    @Test
    void manyServersOfOneDomainMakeNoLongReport() throws Exception {
        wanting("mailto:tls@example.com");
        for (int i = 0; i < 5000; i++) {
            var failure =
                    TlsSession.failure(
                            "example.com",
                            AppliedPolicy.none("example.com"),
                            TlsResult.VALIDATION_FAILURE,
                            "mx" + i + ".example.com");
            sessions.count(failure);
        }
        sessions.write();
        nextDay();
        var policy = report(text(sent.getFirst())).at("/policies/0");
        assertThat(policy.at("/failure-details").size()).isLessThan(60);
        assertThat(policy.at("/summary/total-failure-session-count").asInt()).isEqualTo(5000);
    }

    private void wanting(String recipient) {
        zone.with("_smtp._tls.example.com. TXT \"v=TLSRPTv1; rua=" + recipient + "\"\n");
    }

    private void countSome() throws Exception {
        var lines =
                List.of("version: STSv1", "mode: testing", "mx: *.example.com", "max_age: 86400");
        var policy =
                new AppliedPolicy(
                        AppliedPolicy.Type.STS, lines, "example.com", List.of("*.example.com"));
        for (int i = 0; i < 3; i++) sessions.count(TlsSession.success("example.com", policy));
        var failure =
                new TlsSession(
                        "example.com",
                        policy,
                        TlsResult.CERTIFICATE_EXPIRED,
                        "mx.example.com",
                        "203.0.113.25",
                        "198.51.100.1",
                        "handshake");
        sessions.count(failure);
        sessions.write();
        sessions.count(failure);
        sessions.write();
    }

    /// To an hour at which all reports of the day before are due.
    private void nextDay() throws Exception {
        clock.advance(Duration.ofHours(17));
        reports.run();
    }

    private String text(NewMail mail) throws IOException {
        try (var content = spool.open(mail.mail().place())) {
            return new String(content.readAllBytes(), US_ASCII);
        }
    }

    private static JsonNode report(String mail) throws IOException {
        var attachment = ATTACHMENT.matcher(mail);
        assertThat(attachment.find()).isTrue();
        return unpacked(Base64.getMimeDecoder().decode(attachment.group(1)));
    }

    private static JsonNode unpacked(byte[] report) throws IOException {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(report))) {
            return JSON.readTree(gzip.readAllBytes());
        }
    }

    private static void addKeys(String place, JsonNode node, Set<String> keys) {
        if (node.isArray()) {
            for (var element : node) addKeys(place, element, keys);
        }
        node.properties()
                .forEach(entry -> {
                    keys.add(place + "/" + entry.getKey());
                    addKeys(place + "/" + entry.getKey(), entry.getValue(), keys);
                });
    }
}
