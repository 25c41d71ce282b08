package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.one;
import static dev.facteur.diagnose.domain.DomainScene.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.mail.Statement;
import dev.facteur.platform.SystemDns;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class DomainsBelievedTest {
    private final DomainScene scene = new DomainScene();

    @Test
    void theDomainsOwnServerIsAskedOverTheWire() throws Exception {
        try (var server = new ZoneServer(scene.zone)) {
            var findings = scene.findings(scene.zone, _ -> SystemDns.authority(server.address()));
            assertThat(one(findings, "dkim-good").evidence().getFirst())
                    .startsWith("ns1.host.example (192.0.2.53): ");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsToldAndTheOthersSpeak() throws Exception {
        var findings = scene.findings(scene.zone, _ -> failing(DnsTrouble.Kind.TIMEOUT, "late"));
        told(
                one(findings, "server-silent"),
                "ns1.host.example, a name server of a.example, does not answer.",
                "ns1.host.example, un serveur de noms de a.example, ne répond pas.");
        assertThat(findings).extracting(Finding::code).contains("dkim-good");
    }

    @Test
    void aRecordInTheZoneThatTheResolverDoesNotSeeYetWaitsForItsTtl() throws Exception {
        var old = new DomainScene().dkim();
        var findings = scene.findings(old.zone, _ -> scene.zone);
        assertThat(findings).extracting(Finding::code).contains("dkim-good");
        var until = Instant.parse(one(findings, "record-not-everywhere").values().getFirst());
        // The zone says 300 s, also for what is not there.
        assertThat(until).isBetween(Instant.now().plusSeconds(240), Instant.now().plusSeconds(300));
    }

    @Test
    void serversThatDisagreeAreTold() throws Exception {
        var old = new DomainScene().dkim();
        scene.zone.with("a.example. NS ns2.host.example.\nns2.host.example. A 192.0.2.54");
        var findings =
                scene.findings(
                        scene.zone,
                        address -> address.getHostAddress().endsWith("54") ? old.zone : scene.zone);
        told(
                one(findings, "servers-differ"),
                "The name servers of the domain disagree about s1._domainkey.a.example;"
                        + " ns2.host.example (192.0.2.54) say something else than the first.",
                "Les serveurs de noms du domaine ne sont pas d'accord sur s1._domainkey.a.example ;"
                        + " ns2.host.example (192.0.2.54) disent autre chose que le premier.");
    }

    @Test
    void anAliasOutOfTheZoneIsNoDisagreement() throws Exception {
        var name = "s1._domainkey.a.example.";
        var theirs = Zone.of("a.example. MX 10 mx.host.example.\n" + name + " CNAME s1.b.example.");
        scene.dkim().zone.with(name + " CNAME s1.b.example.");
        scene.texts("s1.b.example.", DomainScene.KEY.recordValue());
        var findings = scene.findings(scene.zone, _ -> theirs);
        assertThat(findings).extracting(Finding::code).contains("dkim-good");
        assertThat(findings).extracting(Finding::code).doesNotContain("servers-differ");
    }

    @Test
    void aServerThatTakesItsTimeIsTold() {
        var sight = Sight.of(scene.zone, "a.example");
        var slow =
                new Survey.Authority(
                        "ns1.host.example",
                        InetAddress.ofLiteral("192.0.2.53"),
                        Map.of("a.example", sight),
                        Duration.ofMillis(1500));
        var survey = new Survey("a.example", List.of(slow), Map.of("a.example", sight));
        told(
                one(new DomainJudge("a.example", scene.zone).servers(survey), "server-slow"),
                "ns1.host.example (192.0.2.53), a name server of a.example, takes 1500 ms for an"
                        + " answer.",
                "ns1.host.example (192.0.2.53), un serveur de noms de a.example, met 1500 ms à"
                        + " répondre.");
    }

    @Test
    void aServerThatFailsIsToldAlone() throws Exception {
        scene.zone.broken("a.example.", Rcode.SERVFAIL);
        assertThat(scene.codes()).containsExactly("domain-fails");
    }

    @Test
    void signaturesThatDoNotHoldAreToldApart() throws Exception {
        var dns = failing(DnsTrouble.Kind.FAILED, "it answers SERVFAIL (DNSSEC Bogus)");
        told(
                one(scene.findings(dns, _ -> dns), "domain-bogus"),
                "The DNSSEC signatures of a.example do not hold: it answers SERVFAIL (DNSSEC Bogus)",
                "Les signatures DNSSEC de a.example ne tiennent pas : it answers SERVFAIL (DNSSEC"
                        + " Bogus)");
    }

    @Test
    void aDomainThatDoesNotExistIsTold() throws Exception {
        told(
                one(scene.findings("b.test", scene.zone, _ -> scene.zone), "domain-missing"),
                "The domain b.test does not exist.",
                "Le domaine b.test n'existe pas.");
    }

    @Test
    void anAddressIsNoDomain() throws Exception {
        told(
                one(scene.findings("192.0.2.1", scene.zone, _ -> scene.zone), "domain-address"),
                "192.0.2.1 is an IP address and no domain.",
                "192.0.2.1 est une adresse IP et non un domaine.");
    }

    @Test
    void aDomainThatTakesNoMailIsTold() throws Exception {
        scene.exchange("a.example. MX 0 .\n")
                .tells(
                        "domain-null-mx",
                        "a.example says by a null MX record that it takes no mail.",
                        "a.example déclare par un MX nul qu'il ne reçoit pas de courrier.");
    }

    @Test
    void aDomainWithoutServerForItsMailIsTold() throws Exception {
        scene.exchange("")
                .tells(
                        "domain-no-mx",
                        "a.example has neither an MX record nor an address.",
                        "a.example n'a ni enregistrement MX ni adresse.");
    }

    @Test
    void anAddressInAnMxIsTold() throws Exception {
        scene.exchange("a.example. MX 10 192.0.2.9.\n")
                .tells(
                        "domain-mx-address",
                        "The MX record of a.example names an IP address: 192.0.2.9",
                        "L'enregistrement MX de a.example nomme une adresse IP : 192.0.2.9");
    }

    private static Dns failing(DnsTrouble.Kind kind, String message) {
        return (_, _) -> {
            throw new DnsTrouble(kind, Statement.quoting(message));
        };
    }
}
