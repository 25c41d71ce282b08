package dev.facteur.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.facteur.feedback.Receipt.Kind;
import dev.facteur.feedback.Receipt.Outcome;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportIntakeTest {
    private static final LocalDate DAY = LocalDate.parse("2026-05-30");

    @TempDir Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T08:00:00Z"));
    private final List<String> domains = new ArrayList<>(List.of("shop.example"));
    private Database database;
    private ReportShelf shelf;
    private ReportIntake intake;

    @BeforeEach
    void start() throws IOException {
        database = Database.open(folder.resolve("facteur.db"), () -> {});
        use(Duration.ofDays(400));
    }

    private void use(Duration retention) {
        shelf = new ReportShelf(database, retention, clock);
        intake = new ReportIntake(() -> domains, shelf, retention, clock);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void reportIsTakenHoweverItIsPacked() throws Exception {
        for (var packed :
                List.of(
                        xml("1"),
                        Reporter.gzip(xml("2")),
                        Reporter.zip(xml("3")),
                        Reporter.mail(xml("4")),
                        Reporter.mail(Reporter.gzip(xml("5"))),
                        Reporter.mail(Reporter.zip(xml("6"))),
                        Reporter.forwarded(Reporter.mail(Reporter.gzip(xml("7")))))) {
            assertThat(intake.take(packed))
                    .singleElement()
                    .satisfies(receipt -> {
                        assertThat(receipt.outcome()).isEqualTo(Outcome.TAKEN);
                        assertThat(receipt.kind()).isEqualTo(Kind.DMARC);
                        assertThat(receipt.count()).isEqualTo(10);
                    });
        }
        assertThat(mails("shop.example")).isEqualTo(70);
    }

    private static byte[] xml(String id) {
        return new Reporter().id(id).saw("192.0.2.1", 10).xml();
    }

    @ParameterizedTest
    @CsvSource({
        "mox/google.eml, ueber.net, google.com",
        "mox/mailru.eml, ueber.net, Mail.Ru",
        "mox/outlook.eml, ueber.net, Outlook.com",
        "mox/xs4all.eml, ueber.net, xs4all.nl",
        "mox/yahoo.eml, ueber.net, Yahoo! Inc.",
        "mail-auth/100.eml, stalw.art, google.com",
        "mail-auth/101.eml, stalw.art, '\"backschues.NET'",
        "mail-auth/102.eml, stalw.art, Mail.Ru",
        "mail-auth/103.eml, stalw.art, Outlook.com",
        "mail-auth/104.eml, stalw.art, AMAZON-SES",
    })
    void mailsOfRealReportersAreUnderstood(String file, String domain, String reporter)
            throws Exception {
        domains.add(domain);
        use(Duration.ofDays(10_000));
        assertThat(intake.take(Reporter.vector("dmarc-reports/" + file)))
                .singleElement()
                .satisfies(receipt -> {
                    assertThat(receipt.outcome()).isEqualTo(Outcome.TAKEN);
                    assertThat(receipt.domain()).isEqualTo(domain);
                    assertThat(receipt.reporter()).isEqualTo(reporter);
                    assertThat(receipt.count()).isPositive();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "mail-auth/rpt01.eml, company-y.example, 5629",
        "mail-auth/rpt02.eml, example.com, 24",
        "mail-auth/rpt01.json, company-y.example, 5629",
        "mox/example.eml, test.xmox.nl, 3",
        "mox/microsoft.eml, test.xmox.nl, 2",
    })
    void reportsOnTlsAreUnderstood(String file, String domain, long sessions) throws Exception {
        domains.add(domain);
        use(Duration.ofDays(10_000));
        assertThat(intake.take(Reporter.vector("tlsrpt/" + file)))
                .singleElement()
                .satisfies(receipt -> {
                    assertThat(receipt.outcome()).isEqualTo(Outcome.TAKEN);
                    assertThat(receipt.kind()).isEqualTo(Kind.TLS);
                    assertThat(receipt.count()).isEqualTo(sessions);
                });
    }

    @Test
    void failuresOfTlsAreToldWithWhatTheReporterSaid() throws Exception {
        domains.add("company-y.example");
        use(Duration.ofDays(10_000));
        intake.take(Reporter.vector("tlsrpt/mail-auth/rpt01.json"));
        clock.set(Duration.between(clock.now(), Instant.parse("2016-04-03T00:00:00Z")));
        var report = new TlsTable(database.reads(), clock).of("company-y.example", 30);
        assertThat(report.reports()).isOne();
        assertThat(report.reporters()).containsExactly("company-x");
        assertThat(report.days())
                .containsExactly(new TlsTable.Day(LocalDate.parse("2016-04-01"), "sts", 5326, 303));
        assertThat(report.failures())
                .extracting(TlsTable.Failure::result, TlsTable.Failure::sessions)
                .containsExactly(
                        tuple("starttls-not-supported", 200L),
                        tuple("certificate-expired", 100L),
                        tuple("validation-failure", 3L));
    }

    @Test
    void reportTakenTwiceCountsOnce() throws Exception {
        assertThat(intake.take(xml("1")).getFirst().outcome()).isEqualTo(Outcome.TAKEN);
        var again = intake.take(Reporter.mail(Reporter.gzip(xml("1")))).getFirst();
        assertThat(again.outcome()).isEqualTo(Outcome.KNOWN);
        assertThat(again.kept()).isTrue();
        assertThat(mails("shop.example")).isEqualTo(10);
    }

    @Test
    void sameIdOfAnotherReporterIsAnotherReport() throws Exception {
        intake.take(xml("1"));
        intake.take(new Reporter().named("Other").id("1").saw("192.0.2.1", 5).xml());
        assertThat(mails("shop.example")).isEqualTo(15);
    }

    @Test
    void reportOnAnotherDomainIsRefusedWithASentence() throws Exception {
        var receipt = intake.take(new Reporter().on("other.example").saw("192.0.2.1", 1).xml());
        assertThat(receipt)
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.outcome()).isEqualTo(Outcome.REFUSED);
                    assertThat(one.code()).isEqualTo("report-not-ours");
                    assertThat(one.reason()).contains("other.example");
                });
    }

    @Test
    void rowsGoToTheDomainOfOursThatTheirAuthorIsIn() throws Exception {
        domains.add("news.shop.example");
        intake.take(
                new Reporter()
                        .saw("192.0.2.1", 1)
                        .sawAs("a.shop.example", "192.0.2.1", 2, "fail", "fail", "none", "", "")
                        .sawAs("news.shop.example", "192.0.2.1", 4, "fail", "fail", "none", "", "")
                        .sawAs(
                                "x.news.shop.example",
                                "192.0.2.1",
                                8,
                                "fail",
                                "fail",
                                "none",
                                "",
                                "")
                        .sawAs("bank.example", "192.0.2.1", 16, "fail", "fail", "none", "", "")
                        .xml());
        assertThat(mails("shop.example")).isEqualTo(3);
        assertThat(mails("news.shop.example")).isEqualTo(12);
    }

    @Test
    void reportOnTheOrganizationCountsForTheDomainBelowThatIsOurs() throws Exception {
        domains.add("mail.big.example");
        intake.take(
                new Reporter()
                        .on("big.example")
                        .sawAs("mail.big.example", "192.0.2.1", 3, "fail", "fail", "none", "", "")
                        .sawAs("big.example", "192.0.2.1", 9, "fail", "fail", "none", "", "")
                        .xml());
        assertThat(mails("mail.big.example")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-30T00:00:00Z, 86399, 2026-05-30",
        "2026-05-29T22:00:00Z, 86400, 2026-05-30",
        "2026-05-30T07:00:00Z, 86400, 2026-05-30",
        "2026-05-30T13:00:00Z, 3600, 2026-05-30",
    })
    void dayIsTheOneInTheMiddle(String begin, long length, LocalDate day) throws Exception {
        intake.take(new Reporter().at(begin, length).saw("192.0.2.1", 1).xml());
        assertThat(new SourceTable(database.reads()).seen("shop.example", day, day)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-03T00:00:00Z, 86400, report-time",
        "2025-01-01T00:00:00Z, 86400, report-old",
        "1970-01-02T00:00:00Z, 86400, report-old",
        "2026-01-01T00:00:00Z, 8640000, report-time",
    })
    void timesThatCannotBeAreRefused(String begin, long length, String code) throws Exception {
        var report = new Reporter().at(begin, length).saw("192.0.2.1", 1).xml();
        assertThat(intake.take(report)).extracting(Receipt::code).containsExactly(code);
    }

    @Test
    void reportWithoutANameCouldCountTwiceAndIsRefused() throws Exception {
        assertThat(intake.take(new Reporter().id("").saw("192.0.2.1", 1).xml()))
                .extracting(Receipt::code)
                .containsExactly("report-nameless");
    }

    @Test
    void whatHoldsNoReportHasNoReceipt() throws Exception {
        assertThat(intake.take(new byte[0])).isEmpty();
        assertThat(intake.take("hello".getBytes(UTF_8))).isEmpty();
        assertThat(intake.take(Reporter.mail("hello".getBytes(UTF_8)))).isEmpty();
        var page = "<!DOCTYPE html><html><body>We welcome your <feedback>.</body></html>";
        assertThat(intake.take(page.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void documentTypeIsRefusedAsSuch() throws Exception {
        var text = "<!-- a --><?b c?>\n<!DOCTYPE feedback [<!ENTITY x 'y'>]><feedback/>";
        assertThat(intake.take(Reporter.gzip(text.getBytes(UTF_8))))
                .extracting(Receipt::reason)
                .containsExactly("it has a document type");
    }

    @Test
    void bombsAreNotUnpacked() throws Exception {
        var zeros = new byte[60_000_000];
        for (var bomb : List.of(Reporter.gzip(zeros), Reporter.zip(zeros))) {
            assertThat(bomb).hasSizeLessThan(100_000);
            assertThat(intake.take(Reporter.mail(bomb)))
                    .extracting(Receipt::code)
                    .containsExactly("report-too-large");
        }
    }

    @Test
    void whatIsLargeUnpackedIsRefusedHoweverItIsPacked() throws Exception {
        var noise = new byte[11_000_000];
        new Random(1).nextBytes(noise);
        for (int i = 0; i < noise.length; i += 2) noise[i] = 0;
        assertThat(intake.take(Reporter.gzip(noise)))
                .extracting(Receipt::code)
                .containsExactly("report-too-large");
    }

    @Test
    void zerosAreNoReportAlsoWhereTheyAreFew() throws Exception {
        assertThat(intake.take(Reporter.gzip(new byte[5_000_000])))
                .extracting(Receipt::code)
                .containsExactly("report-unlikely");
    }

    @Test
    void archivesInArchivesAndSeveralFilesAreRefused() throws Exception {
        assertThat(intake.take(Reporter.gzip(Reporter.gzip(xml("1")))))
                .extracting(Receipt::code)
                .containsExactly("report-other-content");
        assertThat(intake.take(Reporter.zip(Reporter.mail(xml("1")))))
                .extracting(Receipt::code)
                .containsExactly("report-other-content");
        assertThat(intake.take(Reporter.zip(xml("1"), xml("2"))))
                .extracting(Receipt::code)
                .containsExactly("report-several-files");
        assertThat(mails("shop.example")).isZero();
    }

    @Test
    void brokenArchivesAreSaidToBeBroken() throws Exception {
        var gzip = Reporter.gzip(xml("1"));
        gzip[gzip.length - 5] ^= 1;
        var zip = Arrays.copyOf(Reporter.zip(xml("1")), 60);
        for (var broken : List.of(gzip, zip, new byte[] {0x1f, (byte) 0x8b})) {
            assertThat(intake.take(broken))
                    .extracting(Receipt::code)
                    .containsExactly("report-broken-archive");
        }
    }

    @Test
    void oneReporterCannotFillADay() throws StorageException {
        var last = Outcome.TAKEN;
        for (int i = 0; i <= ReportShelf.MOST_OF_A_REPORTER; i++) {
            last = intake.take(xml("r" + i)).getFirst().outcome();
        }
        assertThat(last).isEqualTo(Outcome.REFUSED);
        assertThat(mails("shop.example")).isEqualTo(10L * ReportShelf.MOST_OF_A_REPORTER);
        assertThat(intake.take(new Reporter().named("Other").saw("192.0.2.1", 1).xml()))
                .extracting(Receipt::outcome)
                .containsExactly(Outcome.TAKEN);
    }

    @Test
    void linesBeyondTheLimitAreCountedWithoutTheirSource() throws StorageException {
        var reporter = new Reporter();
        int sources = ReportShelf.MOST_LINES_OF_A_REPORTER + 500;
        IntStream.range(0, sources)
                .forEach(i -> reporter.saw("10.0.%d.%d".formatted(i / 250, i % 250), 2));
        assertThat(intake.take(reporter.xml()).getFirst().count()).isEqualTo(2L * sources);
        var seen = new SourceTable(database.reads()).seen("shop.example", DAY, DAY);
        assertThat(seen).hasSize(ReportShelf.MOST_LINES_OF_A_REPORTER + 1);
        assertThat(mails("shop.example")).isEqualTo(2L * sources);
        assertThat(seen)
                .filteredOn(one -> one.evidence().source().isEmpty())
                .singleElement()
                .satisfies(one -> assertThat(one.count()).isEqualTo(1000));
    }

    @Test
    void whatIsOlderThanTheRetentionGoes() throws Exception {
        intake.take(xml("1"));
        assertThat(shelf.forget()).isFalse();
        clock.set(Duration.ofDays(399));
        assertThat(shelf.forget()).isTrue();
        assertThat(shelf.forget()).isFalse();
        assertThat(mails("shop.example")).isZero();
        assertThat(
                        new SourceTable(database.reads())
                                .coverage(Kind.DMARC, "shop.example", DAY, DAY)
                                .reports())
                .isZero();
    }

    private long mails(String domain) {
        return new SourceTable(database.reads())
                .seen(domain, DAY.minusDays(400), DAY.plusDays(2)).stream()
                        .mapToLong(SourceTable.Seen::count)
                        .sum();
    }
}
