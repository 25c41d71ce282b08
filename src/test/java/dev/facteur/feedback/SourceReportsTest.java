package dev.facteur.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.facteur.feedback.SourceReport.Tally;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

class SourceReportsTest {
    @TempDir Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T08:00:00Z"));
    private final Zone zone = Zone.of("gateway.example. A 198.51.100.7\n");
    private final List<Route> routes = new ArrayList<>();
    private Database database;
    private ReportIntake intake;
    private SourceReports reports;

    @BeforeEach
    void start() throws IOException {
        database = Database.open(folder.resolve("facteur.db"), () -> {});
        var shelf = new ReportShelf(database, Duration.ofDays(400), clock);
        intake =
                new ReportIntake(() -> List.of("shop.example"), shelf, Duration.ofDays(400), clock);
        var senders = new Senders(() -> routes, "gateway.example", zone, clock);
        reports = new SourceReports(new SourceTable(database.reads()), senders, clock);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void mailsAreCountedByWhatReceiversSaidOfThem() throws Exception {
        intake.take(
                new Reporter()
                        .saw("192.0.2.1", 5, "pass", "pass", "none", "shop.example", "shop.example")
                        .saw("192.0.2.1", 3, "fail", "pass", "none", "", "shop.example")
                        .saw("192.0.2.1", 2, "fail", "fail", "quarantine", "", "")
                        .saw("192.0.2.1", 1, "fail", "fail", "reject", "", "")
                        .xml());
        var report = report();
        assertThat(report.total()).isEqualTo(new Tally(11, 5, 8, 3, 2, 1));
        assertThat(report.reports()).isOne();
        assertThat(report.reporters()).containsExactly("receiver inc.");
        assertThat(report.reportedDays()).isOne();
    }

    @Test
    void addressOfOurOwnIsOurRoute() throws Exception {
        routes.add(direct("direct", "", "203.0.113.5"));
        intake.take(new Reporter().saw("203.0.113.5", 1).saw("198.51.100.7", 1).xml());
        assertThat(senders()).containsExactly(new Sender(Sender.Kind.ROUTE, "direct", "direct"));
    }

    @Test
    void serverOfARelayOfOursIsOurRoute() throws Exception {
        zone.with("relay.host.example. A 192.0.2.40\n");
        var ladder = List.of(new Rung(587, TlsMode.STARTTLS));
        var relay = new Route.Relay("relay.host.example", ladder, null, null);
        routes.add(
                new Route(
                        1,
                        "smarthost",
                        null,
                        relay,
                        null,
                        Route.Way.SMTP,
                        Route.Limits.DEFAULT,
                        true,
                        Route.UncertainPolicy.RETRY));
        intake.take(new Reporter().saw("192.0.2.40", 1).xml());
        assertThat(senders()).extracting(Sender::id).containsExactly("smarthost");
    }

    @Test
    void companyIsKnownByItsSignatureItsReturnPathAndItsName() throws Exception {
        zone.with(
                """
                3.2.0.192.in-addr.arpa. PTR o3.ptr.sendgrid.net.
                o3.ptr.sendgrid.net. A 192.0.2.3
                """);
        intake.take(
                new Reporter()
                        .saw("192.0.2.1", 1, "fail", "pass", "none", "", "sendgrid.net")
                        .saw("192.0.2.2", 1, "fail", "fail", "none", "em1.sendgrid.net", "")
                        .saw(
                                "192.0.2.3",
                                1,
                                "pass",
                                "pass",
                                "none",
                                "em1.shop.example",
                                "shop.example")
                        .xml());
        assertThat(senders())
                .containsExactly(new Sender(Sender.Kind.COMPANY, "sendgrid", "SendGrid"));
        routes.add(provider("sg", "sendgrid"));
        assertThat(senders()).containsExactly(new Sender(Sender.Kind.ROUTE, "sg", "sg"));
        assertThat(report().senders().getFirst().addresses())
                .contains(new SourceReport.Source("192.0.2.3", "o3.ptr.sendgrid.net", 1, 0));
    }

    @Test
    void routeByACompanyThatSendsByAnothersServersIsKnownThere() throws Exception {
        routes.add(provider("shop", "resend"));
        intake.take(
                new Reporter()
                        .saw("192.0.2.1", 1, "pass", "pass", "none", "", "amazonses.com")
                        .xml());
        assertThat(senders()).containsExactly(new Sender(Sender.Kind.ROUTE, "shop", "shop"));
    }

    /// The names that companies give the servers they let are no proof that they sent.
    @Test
    void customersServerAtAHostIsNotTheHost() throws Exception {
        zone.with(
                """
                5.2.0.192.in-addr.arpa. PTR vps-1.vps.ovh.net.
                vps-1.vps.ovh.net. A 192.0.2.5
                6.2.0.192.in-addr.arpa. PTR 6.mo582.mail-out.ovh.net.
                6.mo582.mail-out.ovh.net. A 192.0.2.6
                """);
        intake.take(new Reporter().saw("192.0.2.5", 1).saw("192.0.2.6", 1).xml());
        assertThat(senders())
                .containsExactlyInAnyOrder(
                        Sender.UNKNOWN, new Sender(Sender.Kind.COMPANY, "ovh", "OVHcloud"));
    }

    @Test
    void nameThatDoesNotLeadBackProvesNothing() throws Exception {
        zone.with(
                """
                9.2.0.192.in-addr.arpa. PTR mail.sendgrid.net.
                mail.sendgrid.net. A 192.0.2.200
                """);
        intake.take(new Reporter().saw("192.0.2.9", 1).xml());
        assertThat(senders()).containsExactly(Sender.UNKNOWN);
        assertThat(report().senders().getFirst().addresses().getFirst().host()).isEmpty();
    }

    @Test
    void proofThatFailedNamesNobody() throws Exception {
        var forged =
                new String(
                        new Reporter()
                                .saw("192.0.2.9", 1, "fail", "fail", "none", "sendgrid.net", "")
                                .xml(),
                        UTF_8);
        intake.take(
                forged.replace("<result>pass</result>", "<result>fail</result>").getBytes(UTF_8));
        assertThat(senders()).containsExactly(Sender.UNKNOWN);
    }

    @Test
    void strangersAreToldApartByWhatHolds() throws Exception {
        intake.take(
                new Reporter()
                        .saw("192.0.2.1", 1, "pass", "fail", "none", "shop.example", "")
                        .saw(
                                "192.0.2.2",
                                2,
                                "fail",
                                "pass",
                                "none",
                                "forward.example",
                                "shop.example")
                        .saw("192.0.2.3", 3)
                        .xml());
        assertThat(senders()).containsExactly(Sender.UNKNOWN, Sender.FORWARDER, Sender.AUTHORISED);
    }

    @Test
    void whoReceiversKnowAsAForwarderIsOne() throws Exception {
        var report = new String(new Reporter().saw("192.0.2.1", 1).xml(), UTF_8);
        var known =
                report.replace(
                        "</policy_evaluated>",
                        "<reason><type>mailing_list</type></reason></policy_evaluated>");
        intake.take(known.getBytes(UTF_8));
        assertThat(senders()).containsExactly(Sender.FORWARDER);
    }

    @Test
    void unknownOnesAreOneLineThatTellsTheirNetworks() throws Exception {
        intake.take(
                new Reporter()
                        .saw("192.0.2.1", 1)
                        .saw("192.0.2.200", 5)
                        .saw("198.51.100.1", 1)
                        .saw("2001:db8:1::1", 1)
                        .saw("2001:db8:1:ffff::1", 1)
                        .xml());
        assertThat(report().senders())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.networks()).isEqualTo(3);
                    assertThat(line.tally().mails()).isEqualTo(9);
                    assertThat(line.addresses()).hasSize(5);
                    assertThat(line.addresses().getFirst().address()).isEqualTo("192.0.2.200");
                });
    }

    @Test
    void silentNameServersHoldNothingUpAndNameNobody() throws Exception {
        zone.broken("1.2.0.192.in-addr.arpa", Rcode.SERVFAIL);
        intake.take(new Reporter().saw("192.0.2.1", 1).xml());
        assertThat(senders()).containsExactly(Sender.UNKNOWN);
    }

    @Test
    void onlySomeNamesAreAskedFor() throws Exception {
        var reporter = new Reporter();
        for (int i = 0; i < 1_000; i++) reporter.saw("192.0.%d.%d".formatted(i / 250, i % 250), 1);
        intake.take(reporter.xml());
        int before = zone.questions();
        assertThat(report().total().mails()).isEqualTo(1_000);
        assertThat(zone.questions() - before).isLessThan(100);
    }

    @Test
    void eachDayIsToldWhenItIsAskedFor() throws Exception {
        intake.take(new Reporter().saw("192.0.2.1", 4).xml());
        intake.take(
                new Reporter()
                        .id("r-2")
                        .at("2026-05-31T00:00:00Z", 86_399)
                        .saw("192.0.2.1", 6)
                        .xml());
        assertThat(report().days()).isEmpty();
        var report = reports.of("shop.example", 30, true);
        assertThat(report.days())
                .extracting(SourceReport.Day::day, day -> day.tally().mails())
                .containsExactly(
                        tuple(LocalDate.parse("2026-05-30"), 4L),
                        tuple(LocalDate.parse("2026-05-31"), 6L));
        assertThat(reports.of("shop.example", 2, true).total().mails()).isEqualTo(6);
    }

    private List<Sender> senders() {
        return report().senders().stream().map(SourceReport.Line::sender).toList();
    }

    private SourceReport report() {
        return reports.of("shop.example", 30, false);
    }

    private static Route direct(String name, String hello, String source) {
        return new Route(
                1,
                name,
                null,
                null,
                null,
                null,
                new Route.Direct(hello, List.of(InetAddress.ofLiteral(source)), 5),
                Route.Way.DIRECT,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }

    private static Route provider(String name, String preset) {
        return new Route(
                1,
                name,
                new Route.Account(preset, "global"),
                null,
                new Route.Api(URI.create("https://api.sendgrid.com"), "", new Secret("k")),
                Route.Way.API,
                Route.Limits.DEFAULT,
                false,
                Route.UncertainPolicy.RETRY);
    }
}
