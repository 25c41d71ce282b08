package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.DOMAIN;
import static dev.facteur.diagnose.domain.DomainScene.KEY;
import static dev.facteur.diagnose.domain.DomainScene.one;
import static dev.facteur.diagnose.domain.DomainScene.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey;
import dev.facteur.account.KeyState;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.testkit.Zone;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Aliases into the operator's zone, as they should be until a test spoils one.
class HostedKeyInDnsTest {
    private static final String NAME = "facteur1r._domainkey.a.example";
    private static final String FREE = "facteur2r._domainkey.a.example";
    private static final String TARGET = "facteur1r.a.example.token123.dkim.host.example";
    private static final String FREE_TARGET = "facteur2r.a.example.token123.dkim.host.example";

    private final DomainScene scene = new DomainScene();

    @BeforeEach
    void publish() {
        scene.dkim();
        scene.zone.with(NAME + ". CNAME " + TARGET + ".");
        scene.zone.with(FREE + ". CNAME " + FREE_TARGET + ".");
        scene.texts(TARGET + ".", KEY.recordValue());
    }

    private static DkimKey key(@Nullable Instant publishedAt) {
        return new DkimKey(
                1,
                DOMAIN,
                "facteur1r",
                DkimKey.Algorithm.RSA,
                KEY.privateKey(),
                KEY.publicKey(),
                new KeyState.Signing(Instant.EPOCH),
                new DkimKey.Hosting(TARGET, publishedAt));
    }

    private List<Finding> findings(@Nullable Instant publishedAt) throws InterruptedException {
        return scene.findings(DOMAIN, List.of(key(publishedAt)), scene.zone, _ -> scene.zone);
    }

    private Finding tells(String code, String english, String french) throws InterruptedException {
        return told(one(findings(Instant.EPOCH), code), english, french);
    }

    private static void publishesTheAlias(Finding finding, String name, String target) {
        var record = finding.records().getFirst();
        assertThat(record.name()).isEqualTo(name);
        assertThat(record.type()).isEqualTo("CNAME");
        assertThat(record.value()).isEqualTo(target);
    }

    @Test
    void aliasesThatLeadToOurKeyAreGood() throws Exception {
        assertThat(findings(Instant.EPOCH))
                .extracting(Finding::code)
                .containsExactly("domain-reachable", "dkim-good", "spf-good", "dmarc-good");
    }

    @Test
    void aMissingAliasIsToldWithTheRecordToPublish() throws Exception {
        scene.zone.without(NAME + ".");
        var finding =
                tells(
                        "alias-missing",
                        NAME + " does not lead to " + TARGET + ": there is no such record.",
                        NAME + " ne mène pas à " + TARGET + " : cet enregistrement n'existe pas.");
        assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
        publishesTheAlias(finding, NAME, TARGET);
    }

    @Test
    void theAliasOfTheNextKeyIsWantedBeforehand() throws Exception {
        scene.zone.without(FREE + ".");
        var finding = one(findings(Instant.EPOCH), "alias-missing");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        publishesTheAlias(finding, FREE, FREE_TARGET);
    }

    @Test
    void anAliasToTheWrongPlaceIsToldWithWhereItLeads() throws Exception {
        scene.zone.without(NAME + ".").with(NAME + ". CNAME s1.other.example.");
        scene.texts("s1.other.example.", "v=DKIM1; p=AAAA");
        var finding =
                tells(
                        "alias-elsewhere",
                        NAME
                                + " is an alias (CNAME) and leads to s1.other.example instead of "
                                + TARGET
                                + ".",
                        NAME
                                + " est un alias (CNAME) qui mène à s1.other.example au lieu de "
                                + TARGET
                                + ".");
        publishesTheAlias(finding, NAME, TARGET);
    }

    @Test
    void aCopyOfTheKeyInPlaceOfTheAliasWillNotLast() throws Exception {
        scene.zone.without(NAME + ".");
        scene.texts(NAME + ".", KEY.recordValue());
        var finding =
                tells(
                        "alias-copied",
                        "At "
                                + NAME
                                + " stands a text record instead of the alias (CNAME) to "
                                + TARGET
                                + ".",
                        "À "
                                + NAME
                                + " se trouve un enregistrement TXT au lieu de l'alias (CNAME)"
                                + " vers "
                                + TARGET
                                + ".");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aKeyThatSomebodyTookOutOfTheZoneIsTold() throws Exception {
        scene.zone.without(TARGET + ".");
        var finding =
                tells(
                        "hosted-key-gone",
                        NAME + " leads to " + TARGET + ", where our key does not stand.",
                        NAME + " mène à " + TARGET + ", où notre clé ne se trouve pas.");
        assertThat(finding.records().getFirst().name()).isEqualTo(TARGET);
    }

    @Test
    void aKeyThatWeHaveNotPublishedYetIsNoFaultOfDns() throws Exception {
        scene.zone.without(TARGET + ".");
        assertThat(findings(null))
                .extracting(Finding::code)
                .containsExactly("domain-reachable", "spf-good", "dmarc-good");
    }

    @Test
    void anAliasThatTheResolverDoesNotSeeYetWaitsForItsTtl() throws Exception {
        var before = new DomainScene().dkim().zone;
        var theirs =
                Zone.of("a.example. MX 10 mx.host.example.")
                        .with(NAME + ". CNAME " + TARGET + ".")
                        .with(FREE + ". CNAME " + FREE_TARGET + ".");
        var keys = List.of(key(Instant.EPOCH));
        assertThat(scene.findings(DOMAIN, keys, before, _ -> theirs))
                .extracting(Finding::code)
                .filteredOn(code -> !code.startsWith("dmarc") && !code.startsWith("spf"))
                .contains("record-not-everywhere")
                .doesNotContain("alias-missing", "hosted-key-gone");
    }

    @Test
    void anAliasThatGotTheDomainTwiceIsFound() throws Exception {
        scene.zone.without(NAME + ".").with(NAME + ".a.example. CNAME " + TARGET + ".");
        publishesTheAlias(one(findings(Instant.EPOCH), "record-doubled"), NAME, TARGET);
    }
}
