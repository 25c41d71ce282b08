package dev.facteur.diagnose.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.direct.Exchangers;
import dev.facteur.deliver.direct.Introduction;
import dev.facteur.deliver.direct.OutgoingPort;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.Spoken;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemDisk;
import dev.facteur.platform.Threads;
import dev.facteur.route.Route;
import dev.facteur.testkit.Internet;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls leave from loopback here, so what the world sees is what the servers say they see, as
/// behind a translator (NAT).
class DirectRoutesTest {
    private static final String HELLO = "mail.shop.example";
    private static final List<String> LARGE = List.of("gmail.com", "outlook.com", "yahoo.com");

    private final Zone zone = new Zone();
    private final Internet internet = new Internet();
    private final List<ScriptedServer> servers = new ArrayList<>();
    private final List<InetAddress> sources = new ArrayList<>();

    @BeforeEach
    void namesOfLargeServers() {
        for (int i = 0; i < LARGE.size(); i++) {
            zone.with(LARGE.get(i) + ". MX 5 mx." + LARGE.get(i) + ".");
            zone.with("mx." + LARGE.get(i) + ". A 198.51.100." + (i + 1));
        }
    }

    @AfterEach
    void close() {
        servers.forEach(ScriptedServer::close);
    }

    @Test
    void anAddressAndANameThatLeadToEachOtherAreGood() throws Exception {
        seenAs("203.0.113.7");
        named("7.113.0.203.in-addr.arpa.", HELLO, "A 203.0.113.7");

        var findings = look();

        assertThat(findings)
                .extracting(Finding::code)
                .containsExactly("direct-open", "direct-named");
        assertThat(findings.getFirst().evidence()).contains("seen as 203.0.113.7");
    }

    @Test
    void anAddressWithoutANameIsTheHostsMatterWithBothRecordsGiven() throws Exception {
        seenAs("203.0.113.7");

        var nameless = Spoken.only(look(), "direct-nameless");

        assertThat(nameless.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(nameless.who()).isEqualTo(Who.HOST);
        var records = List.of("203.0.113.7 PTR " + HELLO, HELLO + " A 203.0.113.7", "550 5.7.25");
        assertThat(Spoken.english(nameless)).contains(records);
        assertThat(Spoken.french(nameless)).contains(records);
    }

    @Test
    void aNameThatDoesNotLeadBackCountsAsNone() throws Exception {
        seenAs("203.0.113.7");
        zone.with("7.113.0.203.in-addr.arpa. PTR old.host.example.");
        zone.with(HELLO + ". A 203.0.113.7");

        var unconfirmed = Spoken.only(look(), "direct-unconfirmed");

        assertThat(Spoken.english(unconfirmed)).contains("old.host.example A 203.0.113.7");
        assertThat(Spoken.french(unconfirmed)).contains("n'y ramène pas");
    }

    @Test
    void aNameMadeOfTheAddressIsNoticed() throws Exception {
        seenAs("203.0.113.7");
        named("7.113.0.203.in-addr.arpa.", "static.7.113.0.203.host.example", "A 203.0.113.7");
        zone.with(HELLO + ". A 203.0.113.7");

        var generic = Spoken.only(look(), "direct-generic");

        assertThat(Spoken.english(generic)).contains("made of the address", "PTR " + HELLO);
        assertThat(Spoken.french(generic)).contains("fait de l'adresse", "PTR " + HELLO);
    }

    @Test
    void aHelloThatLeadsElsewhereIsTold() throws Exception {
        seenAs("203.0.113.7");
        named("7.113.0.203.in-addr.arpa.", "other.shop.example", "A 203.0.113.7");
        zone.with(HELLO + ". A 203.0.113.99");

        var hello = Spoken.only(look(), "direct-hello");

        assertThat(Spoken.english(hello)).contains("facteur route set out --hello HOST");
        assertThat(Spoken.french(hello)).contains("se présente comme " + HELLO);
    }

    @Test
    void aSixWithoutANameIsDoneWithoutByAStepThatCanBeCopied() throws Exception {
        seenAs("203.0.113.7", "IPv6:2001:db9::7");
        named("7.113.0.203.in-addr.arpa.", HELLO, "A 203.0.113.7");

        var six = Spoken.only(look(), "direct-nameless-six");

        assertThat(Spoken.english(six))
                .contains("IPv6 sending guidelines", "route set out --source 203.0.113.7");
        assertThat(Spoken.french(six)).contains("route set out --source 203.0.113.7");
    }

    @Test
    void anAddressThatTheRouteIsSetToCallFromIsLookedAtWhereNobodyHasSeenIt() throws Exception {
        seenAs("203.0.113.7");
        named("7.113.0.203.in-addr.arpa.", HELLO, "A 203.0.113.7");
        sources.add(InetAddress.ofLiteral("203.0.113.7"));
        sources.add(InetAddress.ofLiteral("2001:db9::7"));

        var six = Spoken.only(look(), "direct-nameless-six");

        assertThat(six.values().getFirst()).isEqualTo("2001:db9:0:0:0:0:0:7");
    }

    @Test
    void behindATranslatorThatNobodySeesThroughItIsSaidSo() throws Exception {
        seenAs("10.0.0.7");

        var hidden = Spoken.only(look(), "direct-hidden");

        assertThat(hidden.severity()).isEqualTo(Severity.NOTICE);
        assertThat(Spoken.english(hidden)).contains("a private address", "answer to EHLO");
        assertThat(Spoken.french(hidden)).contains("adresse privée", "réponse à EHLO");
    }

    @Test
    void aPortThatIsBlockedIsTheHostsMatterAndTheOtherWayIsNamed() throws Exception {
        for (int i = 1; i <= LARGE.size(); i++) internet.silent("198.51.100." + i);

        var dropped = Spoken.only(look(), "direct-dropped");

        assertThat(dropped.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(dropped.who()).isEqualTo(Who.HOST);
        assertThat(Spoken.english(dropped)).contains("port 587", "--provider PROVIDER");
        assertThat(Spoken.french(dropped)).contains("port 587", "--provider FOURNISSEUR");
    }

    @Test
    void aListedAddressIsTold() throws Exception {
        seenAs("203.0.113.7");
        zone.with("2.0.0.127.list.example. A 127.0.0.2");
        zone.with("7.113.0.203.list.example. A 127.0.0.2");

        assertThat(look()).extracting(Finding::code).contains("blocklist-has");
    }

    private void named(String reverse, String name, String record) {
        zone.with(reverse + " PTR " + name + ".");
        zone.with(name + ". " + record);
    }

    /// Each large server says it sees one of these.
    private void seenAs(String... addresses) {
        for (int i = 0; i < LARGE.size(); i++) {
            var name = "mx" + i + ".example";
            var address = addresses[i % addresses.length];
            var server =
                    ScriptedServer.start(scene -> {
                        scene.say("220 " + name + " ESMTP");
                        scene.expect("EHLO " + HELLO);
                        scene.say("250-" + name + " at your service, [" + address + "]", "250 OK");
                        scene.expect("QUIT");
                        scene.say("221 bye");
                    });
            servers.add(server);
            internet.server("198.51.100." + (i + 1), server.port());
        }
    }

    private List<Finding> look() throws Exception {
        var clock = new SystemClock();
        var world =
                new Surroundings(
                        clock,
                        new SecureRandom(),
                        _ -> List.of(),
                        zone,
                        _ -> zone,
                        internet,
                        new SystemDisk(),
                        Threads::owner);
        var port = new OutgoingPort(world, new Exchangers(zone, internet, "gateway.example"));
        var lists = new Blocklists(zone, List.of("list.example"), clock);
        var check =
                new DirectRoutes(
                        () -> List.of(route()),
                        port,
                        new Introduction(zone),
                        lists,
                        "gateway.example");
        var findings = new ArrayList<>(Spoken.of(check));
        // The list is empty unless a test fills it, and no list then.
        findings.removeIf(finding -> finding.code().equals("blocklist-nothing"));
        return findings;
    }

    private Route route() {
        return new Route(
                1,
                "out",
                null,
                null,
                null,
                null,
                new Route.Direct(HELLO, sources, 2),
                Route.Way.DIRECT,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }
}
