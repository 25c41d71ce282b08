package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import org.junit.jupiter.api.Test;

class DkimInDnsTest {
    private static final String NAME = "s1._domainkey.a.example";
    private static final String RIGHT = KEY.recordValue();

    private final DomainScene scene = new DomainScene();

    private static void publishesOurs(Finding finding) {
        assertThat(finding.records().getFirst().name()).isEqualTo(NAME);
        assertThat(finding.records().getFirst().value()).isEqualTo(RIGHT);
    }

    @Test
    void aDomainThatIsInOrderIsGood() throws Exception {
        assertThat(scene.codes())
                .containsExactly("domain-reachable", "dkim-good", "spf-good", "dmarc-good");
    }

    @Test
    void aMissingKeyIsToldWithTheHostOfTheDns() throws Exception {
        var finding =
                scene.dkim()
                        .tells(
                                "dkim-missing",
                                "The DKIM key at " + NAME + " is not published.",
                                "La clé DKIM à " + NAME + " n'est pas publiée.");
        assertThat(FindingTexts.in("fr").told(finding).steps())
                .containsExactly(
                        "Publiez l'enregistrement ci-dessous chez la société qui tient le DNS de ce"
                                + " domaine (ns1.host.example) ; chez une autre il est sans effet.",
                        "Regardez à nouveau : facteur domain check a.example");
        publishesOurs(finding);
    }

    @Test
    void serversThatNobodyKnowsAreNotNamed() throws Exception {
        scene.dkim().zone.without("a.example.").with("a.example. MX 10 mx.host.example.");
        var finding = scene.finding("dkim-missing");
        assertThat(FindingTexts.in("en").told(finding).steps().getFirst())
                .isEqualTo(
                        "Publish the record below at the company that keeps this domain's DNS; at"
                                + " another one it has no effect.");
    }

    @Test
    void aNameThatGotTheDomainTwiceIsFound() throws Exception {
        scene.dkim().texts(NAME + ".a.example.", RIGHT);
        publishesOurs(
                scene.tells(
                        "record-doubled",
                        "The record for " + NAME + " stands at " + NAME + ".a.example.",
                        "L'enregistrement pour " + NAME + " se trouve à " + NAME + ".a.example."));
    }

    @Test
    void aKeyThatIsCutIsToldToTheCharacter() throws Exception {
        scene.dkim(RIGHT.substring(0, 255))
                .tells(
                        "dkim-cut",
                        "The DKIM key at "
                                + NAME
                                + " ends after 255 of "
                                + RIGHT.length()
                                + " characters.",
                        "La clé DKIM à "
                                + NAME
                                + " s'arrête après 255 caractères sur "
                                + RIGHT.length()
                                + ".");
    }

    @Test
    void aKeyInTwoRecordsIsSplit() throws Exception {
        scene.dkim(RIGHT.substring(0, 255), RIGHT.substring(255))
                .tells(
                        "dkim-split",
                        "The DKIM key at " + NAME + " is cut into 2 records.",
                        "La clé DKIM à " + NAME + " est coupée en 2 enregistrements.");
    }

    @Test
    void twoKeysAtANameAreSeveral() throws Exception {
        scene.dkim(RIGHT, "v=DKIM1; k=rsa; p=AAAA")
                .tells(
                        "dkim-several",
                        "There are 2 TXT records at " + NAME + ".",
                        "Il y a 2 enregistrements TXT à " + NAME + ".");
    }

    @Test
    void quotationMarksInTheValueAreSeen() throws Exception {
        scene.dkim('"' + RIGHT + '"')
                .tells(
                        "dkim-quoted",
                        "The DKIM key at " + NAME + " has quotation marks in its value.",
                        "La clé DKIM à " + NAME + " contient des guillemets dans sa valeur.");
    }

    @Test
    void anEmptyKeyIsTakenBack() throws Exception {
        scene.dkim("v=DKIM1; k=rsa; p=")
                .tells(
                        "dkim-revoked",
                        "The DKIM key at " + NAME + " is taken back: its p= is empty.",
                        "La clé DKIM à " + NAME + " est révoquée : son p= est vide.");
    }

    @Test
    void anotherKeyIsToldFromItsFirstOtherCharacterOn() throws Exception {
        scene.dkim("v=DKIM1; k=ed25519; p=AAAA")
                .tells(
                        "dkim-wrong",
                        "Another DKIM key stands at " + NAME + "; it differs from character 12 on.",
                        "Une autre clé DKIM se trouve à "
                                + NAME
                                + " ; elle diffère à partir du caractère 12.");
    }

    @Test
    void textThatIsNoKeyIsMalformed() throws Exception {
        scene.dkim("hello")
                .tells(
                        "dkim-malformed",
                        "What stands at " + NAME + " is no DKIM key.",
                        "Ce qui se trouve à " + NAME + " n'est pas une clé DKIM.");
    }

    @Test
    void anOldShortKeyIsWeak() throws Exception {
        scene.dkim("v=DKIM1; k=rsa; p=" + WeakKey.RSA_1024)
                .tells(
                        "dkim-weak",
                        "At " + NAME + " stands an old RSA key of 1024 bits.",
                        "À " + NAME + " se trouve une vieille clé RSA de 1024 bits.");
    }

    @Test
    void aTestingFlagIsSeen() throws Exception {
        scene.dkim("v=DKIM1; k=rsa; t=y; p=" + KEY.publicKey())
                .tells(
                        "dkim-testing",
                        "The DKIM key at " + NAME + " says t=y: it is only being tried out.",
                        "La clé DKIM à " + NAME + " dit t=y : elle n'est qu'à l'essai.");
    }

    @Test
    void anAliasToElsewhereIsToldWithWhereItLeads() throws Exception {
        scene.dkim();
        scene.zone.with(NAME + ". CNAME s1.other.example.");
        scene.texts("s1.other.example.", "v=DKIM1; p=AAAA")
                .tells(
                        "dkim-alias",
                        NAME
                                + " is an alias (CNAME) and leads to s1.other.example, which does not"
                                + " have our key.",
                        NAME
                                + " est un alias (CNAME) qui mène à s1.other.example, où notre clé ne se"
                                + " trouve pas.");
    }

    @Test
    void theSameKeyInOtherWordsIsGood() throws Exception {
        scene.dkim("k=rsa; p=" + KEY.publicKey());
        assertThat(scene.codes()).contains("dkim-good");
    }
}
