package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import org.junit.jupiter.api.Test;

class SpfInDnsTest {
    private final DomainScene scene = new DomainScene();

    private static void publishes(Finding finding, String value) {
        assertThat(finding.records().getFirst().name()).isEqualTo("a.example");
        assertThat(finding.records().getFirst().value()).isEqualTo(value);
    }

    @Test
    void aMissingRecordIsToldWithTheOneToPublish() throws Exception {
        var finding =
                scene.spf("other text")
                        .tells(
                                "spf-missing",
                                "a.example has no SPF record.",
                                "a.example n'a pas d'enregistrement SPF.");
        publishes(finding, "v=spf1 ip4:198.51.100.7 ~all");
    }

    @Test
    void noRecordIsNeededWhereTheReturnPathIsTheProviders() throws Exception {
        scene.needing().spf();
        assertThat(scene.codes()).contains("spf-not-needed");
    }

    @Test
    void twoRecordsAreJoinedAndNotOvertakenByAThird() throws Exception {
        var finding =
                scene.spf("v=spf1 mx -all", "v=spf1 ip4:203.0.113.1 ~all")
                        .tells(
                                "spf-several",
                                "a.example has 2 SPF records.",
                                "a.example a 2 enregistrements SPF.");
        publishes(finding, "v=spf1 mx ip4:203.0.113.1 ip4:198.51.100.7 ~all");
    }

    @Test
    void aRecordThatLacksARouteKeepsWhatItHas() throws Exception {
        var finding =
                scene.needing("include:_spf.google.com")
                        .spf("v=spf1 ip4:203.0.113.1 -all")
                        .tells(
                                "spf-lacks",
                                "The SPF record of a.example does not allow what your routes need:"
                                        + " include:_spf.google.com",
                                "L'enregistrement SPF de a.example ne permet pas ce dont vos routes ont"
                                        + " besoin : include:_spf.google.com");
        publishes(finding, "v=spf1 ip4:203.0.113.1 include:_spf.google.com -all");
    }

    @Test
    void anIncludeThatCoversTheRouteIsEnough() throws Exception {
        scene.texts("spf.b.example.", "v=spf1 ip4:198.51.100.7 -all")
                .spf("v=spf1 include:spf.b.example -all");
        assertThat(scene.finding("spf-good").values()).containsExactly("1");
    }

    @Test
    void moreThanTenLookupsAreToldWithWhatEachTermCosts() throws Exception {
        var many = new StringBuilder("v=spf1 ip4:198.51.100.7");
        for (int i = 0; i < 5; i++) {
            many.append(" include:s").append(i).append(".b.example");
            scene.texts("s" + i + ".b.example.", "v=spf1 a mx -all");
        }
        var finding =
                scene.spf(many + " -all")
                        .tells(
                                "spf-lookups",
                                "The SPF record of a.example costs 15 look-ups; 10 are allowed.",
                                "L'enregistrement SPF de a.example coûte 15 recherches ; 10 sont"
                                        + " permises.");
        assertThat(finding.evidence()).contains("  include:s0.b.example [3]", "    mx [1]");
    }

    @Test
    void threeNamesThatLeadNowhereAreTooMany() throws Exception {
        scene.spf("v=spf1 a:x.b.example a:y.b.example a:z.b.example ip4:198.51.100.7 -all")
                .tells(
                        "spf-void",
                        "The SPF record of a.example asks for more than 2 names that lead nowhere.",
                        "L'enregistrement SPF de a.example demande plus de 2 noms qui ne mènent nulle"
                                + " part.");
    }

    @Test
    void anIncludeWithoutRecordIsTold() throws Exception {
        scene.spf("v=spf1 include:gone.example ip4:198.51.100.7 -all")
                .tells(
                        "spf-include",
                        "The SPF record of a.example leads to one that does not work: gone.example"
                                + " has no SPF record.",
                        "L'enregistrement SPF de a.example mène à un autre qui ne fonctionne pas :"
                                + " gone.example n'a pas d'enregistrement SPF.");
    }

    @Test
    void whoeverLetsEverybodySendIsTold() throws Exception {
        var finding =
                scene.spf("v=spf1 ip4:198.51.100.7 +all")
                        .tells(
                                "spf-everybody",
                                "The SPF record of a.example ends in “+all”: everybody may send as this"
                                        + " domain.",
                                "L'enregistrement SPF de a.example finit par « +all » : tout le monde"
                                        + " peut envoyer comme ce domaine.");
        publishes(finding, "v=spf1 ip4:198.51.100.7 ~all");
    }

    @Test
    void ptrIsAdvisedAgainst() throws Exception {
        scene.spf("v=spf1 ptr ip4:198.51.100.7 -all")
                .tells(
                        "spf-ptr",
                        "The SPF record of a.example uses “ptr”.",
                        "L'enregistrement SPF de a.example emploie « ptr ».");
    }

    @Test
    void aRecordWithoutEndIsTold() throws Exception {
        scene.spf("v=spf1 ip4:198.51.100.7")
                .tells(
                        "spf-no-end",
                        "The SPF record of a.example has no “all” at its end.",
                        "L'enregistrement SPF de a.example n'a pas de « all » à la fin.");
    }

    @Test
    void aRecordInTwoPiecesIsSplit() throws Exception {
        var finding =
                scene.spf("v=spf1 ip4:198.51.100.7", "ip4:203.0.113.1 -all")
                        .tells(
                                "spf-split",
                                "The SPF record of a.example is cut into several records; “ip4:203.0.113.1"
                                        + " -all” stands alone.",
                                "L'enregistrement SPF de a.example est coupé en plusieurs ;"
                                        + " « ip4:203.0.113.1 -all » se trouve seul.");
        publishes(finding, "v=spf1 ip4:198.51.100.7 ip4:203.0.113.1 -all");
    }

    @Test
    void aMistakeIsToldWithItsPlace() throws Exception {
        scene.spf("v=spf1 ipv4:198.51.100.7 ip4:198.51.100.7 -all")
                .tells(
                        "spf-syntax",
                        "The SPF record of a.example has a mistake: there is no such mechanism"
                                + " as “ipv4:198.51.100.7” (a.example).",
                        "L'enregistrement SPF de a.example a une faute : il n'y a pas de mécanisme"
                                + " « ipv4:198.51.100.7 » (a.example).");
    }

    @Test
    void aRecordThatIsNotOneByASpaceIsSeen() throws Exception {
        scene.spf(" v=spf1 -all")
                .tells(
                        "spf-malformed",
                        "a.example has a record that is meant to be SPF and is not:  v=spf1 -all",
                        "a.example a un enregistrement qui voudrait être SPF et ne l'est pas :  v=spf1"
                                + " -all");
    }
}
