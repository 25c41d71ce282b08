package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import org.junit.jupiter.api.Test;

class DmarcInDnsTest {
    private static final String NAME = "_dmarc.a.example";

    private final DomainScene scene = new DomainScene();

    private static void publishes(Finding finding, String value) {
        assertThat(finding.records().getFirst().name()).isEqualTo(NAME);
        assertThat(finding.records().getFirst().value()).isEqualTo(value);
    }

    @Test
    void aMissingPolicyBeginsByWatching() throws Exception {
        var finding =
                scene.dmarc()
                        .tells(
                                "dmarc-missing",
                                "There is no DMARC record at " + NAME + ".",
                                "Il n'y a pas d'enregistrement DMARC à " + NAME + ".");
        publishes(finding, "v=DMARC1; p=none; rua=mailto:postmaster@a.example");
    }

    @Test
    void aPolicyThatOnlyWatchesIsToldItsNextStep() throws Exception {
        scene.dmarc("v=DMARC1; p=none; rua=mailto:postmaster@a.example");
        publishes(
                scene.finding("dmarc-watching"),
                "v=DMARC1; p=quarantine; np=reject; rua=mailto:postmaster@a.example");
    }

    @Test
    void twoRecordsAreNone() throws Exception {
        scene.dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject")
                .tells(
                        "dmarc-several",
                        "There are 2 DMARC records at " + NAME + ".",
                        "Il y a 2 enregistrements DMARC à " + NAME + ".");
    }

    @Test
    void aRecordAtTheDomainItselfIsInTheWrongPlace() throws Exception {
        var finding =
                scene.dmarc()
                        .spf("v=spf1 ip4:198.51.100.7 -all", "v=DMARC1; p=reject")
                        .tells(
                                "dmarc-at-apex",
                                "The DMARC record stands at a.example and belongs at " + NAME + ".",
                                "L'enregistrement DMARC se trouve à a.example ; sa place est à "
                                        + NAME
                                        + ".");
        publishes(finding, "v=DMARC1; p=reject");
    }

    @Test
    void aNameThatGotTheDomainTwiceIsFound() throws Exception {
        scene.dmarc().texts(NAME + ".a.example.", "v=DMARC1; p=reject");
        publishes(
                scene.tells(
                        "record-doubled",
                        "The record for " + NAME + " stands at " + NAME + ".a.example.",
                        "L'enregistrement pour " + NAME + " se trouve à " + NAME + ".a.example."),
                "v=DMARC1; p=reject");
    }

    @Test
    void aSpaceBeforeTheVersionMakesItNoRecord() throws Exception {
        scene.dmarc(" v=DMARC1; p=reject")
                .tells(
                        "dmarc-malformed",
                        "What stands at " + NAME + " is no DMARC record:  v=DMARC1; p=reject",
                        "Ce qui se trouve à "
                                + NAME
                                + " n'est pas un enregistrement DMARC :  v=DMARC1; p=reject");
    }

    @Test
    void aMistakeIsToldWithItsPlace() throws Exception {
        scene.dmarc("v=DMARC1; p=rejct")
                .tells(
                        "dmarc-syntax",
                        "The DMARC record at "
                                + NAME
                                + " has a mistake: the policy in “p=rejct” is none of none,"
                                + " quarantine and reject.",
                        "L'enregistrement DMARC à "
                                + NAME
                                + " a une faute : la politique dans « p=rejct » n'est ni none, ni"
                                + " quarantine, ni reject.");
    }

    @Test
    void aPercentageIsTakenOut() throws Exception {
        var finding =
                scene.dmarc("v=DMARC1; p=reject; pct=50; adkim=s")
                        .tells(
                                "dmarc-pct",
                                "The DMARC record at "
                                        + NAME
                                        + " has tags that no longer mean anything (pct, rf, ri).",
                                "L'enregistrement DMARC à "
                                        + NAME
                                        + " a des balises qui ne veulent plus rien dire (pct, rf, ri).");
        publishes(finding, "v=DMARC1; p=reject; adkim=s");
    }

    @Test
    void reportsToOthersNeedTheirConsent() throws Exception {
        scene.dmarc("v=DMARC1; p=reject; rua=mailto:x@reports.example")
                .tells(
                        "dmarc-reports",
                        "reports.example, to which the DMARC record at "
                                + NAME
                                + " has reports sent, does not say that it takes them.",
                        "reports.example, à qui l'enregistrement DMARC à "
                                + NAME
                                + " fait envoyer les rapports, ne dit pas qu'il les accepte.");
        scene.texts("a.example._report._dmarc.reports.example.", "v=DMARC1");
        assertThat(scene.codes()).contains("dmarc-good");
    }

    @Test
    void aPolicyOfTheDomainAboveHolds() throws Exception {
        scene.dmarc().texts("_dmarc.example.", "v=DMARC1; p=reject");
        assertThat(scene.finding("dmarc-inherited").values()).containsExactly("_dmarc.example");
    }
}
