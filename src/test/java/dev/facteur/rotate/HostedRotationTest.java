package dev.facteur.rotate;

import static dev.facteur.rotate.RotationScene.LOOK;
import static dev.facteur.rotate.RotationScene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.KeyState;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.Scope;
import dev.facteur.protocol.dns.UpdateTrouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys that we publish in the operator's zone.
class HostedRotationTest {
    private static final Set<Algorithm> RSA = Set.of(Algorithm.RSA);
    private static final Duration HALF_A_YEAR = Duration.ofDays(180);

    @TempDir Path folder;
    private RotationScene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new RotationScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void failing(UpdateTrouble.Kind kind) {
        scene.trouble = new UpdateTrouble(kind, "it says so");
    }

    private List<Finding> findings() throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (var look : new KeyZoneWorks(scene.book.accounts(), scene.published).looks(Scope.ALL)) {
            findings.addAll(look.eyes().see());
        }
        return findings;
    }

    @Test
    void theFirstKeysArePublishedAndSignWhenTheyAreSeen() throws Exception {
        var domain = scene.hosted();
        scene.round();
        for (var key : domain.keys()) {
            assertThat(scene.texts(key)).containsExactly(key.recordValue());
        }
        assertThat(scene.in(KeyState.Signing.class)).isEmpty();
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("facteur1e", "facteur1r");
    }

    @Test
    void withoutItsAliasesADomainIsNotSignedFor() throws Exception {
        scene.add(true);
        for (int i = 0; i < 20; i++) scene.after(Duration.ofDays(1));
        assertThat(scene.in(KeyState.Signing.class)).isEmpty();
    }

    @Test
    void anAliasToAnotherDomainsSlotIsNotOurs() throws Exception {
        scene.hosted();
        scene.settle();
        var theirs = scene.domain().aliases();
        var thief = scene.book.domains();
        thief.add("thief.example", "shop", RSA, true);
        scene.zone.with("thief.example. NS ns1.shop.example.");
        for (var alias : theirs) {
            var name = alias.name().replace(SHOP, "thief.example");
            scene.zone.with(name + ". CNAME " + alias.target() + ".");
        }
        scene.settle();
        assertThat(scene.book.accounts().dkimKeys("thief.example")).isEmpty();
        assertThat(scene.book.accounts().dkimKeys(SHOP)).hasSize(2);
    }

    @Test
    void afterHalfAYearTheOtherSlotSignsAndTheFirstIsTakenAway() throws Exception {
        scene.hosted();
        scene.settle();
        var first = scene.domain().keysIn(KeyState.Signing.class);
        scene.clock.advance(HALF_A_YEAR);
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("facteur2e", "facteur2r");
        for (var key : first) assertThat(scene.texts(key)).containsExactly(key.recordValue());

        scene.after(Duration.ofDays(7));
        for (var key : first) assertThat(scene.texts(key)).isEmpty();
        assertThat(scene.domain().keys()).hasSize(2);

        scene.clock.advance(HALF_A_YEAR);
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("facteur1e", "facteur1r");
        assertThat(scene.domain().keysIn(KeyState.Signing.class))
                .doesNotContainAnyElementsOf(first);
    }

    @Test
    void noNextKeyIsMadeWhileItsAliasLeadsElsewhere() throws Exception {
        var domain = scene.hosted();
        scene.settle();
        for (var alias : domain.aliases()) {
            if (alias.name().startsWith("facteur2")) scene.zone.without(alias.name() + ".");
        }
        scene.after(HALF_A_YEAR);
        assertThat(scene.domain().keys()).hasSize(2);
        for (var alias : domain.aliases()) {
            if (!alias.name().startsWith("facteur2")) continue;
            scene.zone.with(alias.name() + ". CNAME " + alias.target() + ".");
        }
        scene.after(Duration.ofDays(1));
        assertThat(scene.in(KeyState.Next.class)).containsExactly("facteur2e", "facteur2r");
    }

    @Test
    void whileTheZoneCannotBeChangedTheOldKeySignsOn() throws Exception {
        scene.hosted();
        scene.settle();
        failing(UpdateTrouble.Kind.REFUSED);
        scene.clock.advance(HALF_A_YEAR);
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("facteur1e", "facteur1r");
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);

        var finding = findings().getFirst();
        assertThat(finding.code()).isEqualTo("zone-update-refused");
        assertThat(finding.subject()).isEqualTo("dkim.host.example");
        assertThat(finding.evidence().getFirst()).contains("it says so");

        scene.trouble = null;
        scene.after(Duration.ofHours(1));
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("facteur2e", "facteur2r");
        assertThat(findings()).isEmpty();
    }

    @Test
    void everyTroubleOfTheZoneHasItsWordsInBothLanguages() throws Exception {
        scene.hosted();
        for (var kind : UpdateTrouble.Kind.values()) {
            failing(kind);
            scene.after(Duration.ofHours(1));
            var finding = findings().getFirst();
            for (var language : List.of("en", "fr")) {
                var told = FindingTexts.in(language).told(finding);
                assertThat(told.seen()).contains("dkim.host.example");
                assertThat(told.steps()).isNotEmpty();
            }
        }
    }

    @Test
    void aServerInTroubleIsNotAskedAgainAtEachRound() throws Exception {
        scene.hosted();
        failing(UpdateTrouble.Kind.SILENT);
        scene.round();
        scene.after(Duration.ofSeconds(30));
        assertThat(scene.published.troubles().getFirst().tries()).isEqualTo(1);
        scene.after(Duration.ofSeconds(30));
        assertThat(scene.published.troubles().getFirst().tries()).isEqualTo(2);
        scene.after(Duration.ofMinutes(1));
        assertThat(scene.published.troubles().getFirst().tries()).isEqualTo(2);
    }

    @Test
    void oneNameThatMayNotBeChangedHoldsUpNoOther() throws Exception {
        scene.hosted();
        failing(UpdateTrouble.Kind.REFUSED);
        scene.round();
        scene.trouble = null;
        scene.book.domains().add("other.example", "shop", RSA, true);
        scene.round();
        var other = scene.book.accounts().domain("other.example").orElseThrow().keys().getFirst();
        assertThat(scene.texts(other)).hasSize(1);
    }

    @Test
    void theRecordsOfARemovedDomainGoAfterAWeek() throws Exception {
        scene.hosted();
        scene.settle();
        var keys = scene.domain().keys();
        scene.book.domains().remove(SHOP);
        scene.after(Duration.ofDays(6));
        for (var key : keys) assertThat(scene.texts(key)).hasSize(1);
        scene.after(Duration.ofDays(1));
        for (var key : keys) assertThat(scene.texts(key)).isEmpty();
        assertThat(scene.book.accounts().abandonedKeys()).isEmpty();
    }

    @Test
    void aDomainMovesIntoTheOperatorsZoneWithoutAGap() throws Exception {
        scene.add(false);
        scene.publish(scene.domain().keys());
        var moved = scene.keys.prepare(SHOP, true, true);
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("f20260601e", "f20260601r");
        for (var alias : moved.aliases()) {
            scene.zone.with(alias.name() + ". CNAME " + alias.target() + ".");
        }
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("facteur1e", "facteur1r");
        assertThat(scene.in(KeyState.Retiring.class)).containsExactly("f20260601e", "f20260601r");
    }

    @Test
    void aRecordThatSomebodyTookOutOfTheZoneIsPublishedAgain() throws Exception {
        scene.hosted();
        scene.settle();
        var key = scene.domain().keysIn(KeyState.Signing.class).getFirst();
        scene.zone.without(Objects.requireNonNull(key.hosting()).target() + ".");
        scene.after(Duration.ofDays(1));
        scene.after(LOOK);
        assertThat(scene.texts(key)).containsExactly(key.recordValue());
        assertThat(scene.in(KeyState.Signing.class)).contains(key.selector());
    }

    @Test
    void whatStandsInAZoneThatIsNotOursAnyMoreIsLeftAlone() throws Exception {
        var domain = scene.hosted();
        scene.settle();
        scene.book.domains().add("other.example", "shop", RSA, true);
        scene.moveTo("keys.host.example");
        scene.book.domains().remove(SHOP);
        scene.after(Duration.ofDays(30));
        for (var key : domain.keys()) assertThat(scene.texts(key)).hasSize(1);
        var unpublished = scene.keys.named("other.example").keys().getFirst();
        assertThat(scene.texts(unpublished)).isEmpty();
    }

    @Test
    void domainsThatWereAddedTogetherTakeTurns() throws Exception {
        var due = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var name = "shop" + i + ".example";
            scene.book.domains().add(name, "shop", RSA, true);
            var domain = scene.keys.named(name);
            scene.keys.sign(domain, domain.keys());
            var signing = scene.keys.named(name);
            due.add(scene.keys.rules().succeededAt(signing, signing.keys().getFirst()));
        }
        assertThat(due).doesNotHaveDuplicates().doesNotContainNull();
    }
}
