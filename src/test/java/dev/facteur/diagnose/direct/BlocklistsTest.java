package dev.facteur.diagnose.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.Spoken;
import dev.facteur.platform.SystemClock;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

class BlocklistsTest {
    private static final String ZEN = "zen.spamhaus.org";
    private static final InetAddress OURS = InetAddress.ofLiteral("203.0.113.7");

    private final Zone zone = Zone.of("2.0.0.127.zen.spamhaus.org. A 127.0.0.2\n");

    @Test
    void anAddressThatIsNotListedIsClean() throws Exception {
        var clean = Spoken.only(look(OURS), "blocklist-clean");

        assertThat(clean.severity()).isEqualTo(Severity.GOOD);
        assertThat(clean.subject()).isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2, listed-spam, spam was seen, du spam en est venu",
        "127.0.0.3, listed-reputation, looks like spam, ressemble à du spam",
        "127.0.0.4, listed-infected, is infected, comme infectée",
        "127.0.0.9, listed-spam, spam was seen, du spam en est venu",
        "127.0.0.10, listed-policy, send no mail by itself, ne devrait pas envoyer",
        "127.0.0.11, listed-policy, send no mail by itself, ne devrait pas envoyer"
    })
    void aCodeOfSpamhausIsSaidInWordsWithThePageThatEndsIt(
            String code, String finding, String english, String french) throws Exception {
        zone.with("7.113.0.203.zen.spamhaus.org. A " + code);

        var listed = Spoken.only(look(OURS), finding);

        var page = "https://check.spamhaus.org/results/?query=203.0.113.7";
        assertThat(listed.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(Spoken.english(listed)).contains(english, page);
        assertThat(Spoken.french(listed)).contains(french, page);
    }

    @Test
    void spamhausMeansTheSameToThoseWithAKey() throws Exception {
        zone.with("2.0.0.127.key.zen.dq.spamhaus.net. A 127.0.0.2");
        zone.with("7.113.0.203.key.zen.dq.spamhaus.net. A 127.0.0.10");
        var lists = new Blocklists(zone, List.of("key.zen.dq.spamhaus.net"), new SystemClock());

        var listed = Spoken.only(lists.look(List.of(OURS)), "listed-policy");

        assertThat(Spoken.english(listed)).contains("https://check.spamhaus.org/results/");
    }

    @Test
    void aRefusalToAnswerAPublicResolverIsNoListing() throws Exception {
        zone.with("7.113.0.203.zen.spamhaus.org. A 127.255.255.254");

        var refuses = Spoken.only(look(OURS), "blocklist-refuses");

        assertThat(refuses.severity()).isEqualTo(Severity.NOTICE);
        assertThat(Spoken.english(refuses)).contains("is no listing", "unbound");
        assertThat(Spoken.french(refuses)).contains("pas une inscription", "unbound");
    }

    @Test
    void aMisspeltNameIsNotTakenForARefusal() throws Exception {
        zone.without("2.0.0.127.zen.spamhaus.org");
        zone.with("1.0.0.127.zen.spamhaus.org. A 127.255.255.252");
        zone.with("2.0.0.127.zen.spamhaus.org. A 127.255.255.252");

        var nothing = Spoken.only(look(OURS), "blocklist-nothing");

        assertThat(Spoken.english(nothing)).contains("misspelt");
        assertThat(Spoken.french(nothing)).contains("mal écrit");
    }

    @Test
    void aListThatHasEverythingIsNotBelieved() throws Exception {
        zone.with("1.0.0.127.zen.spamhaus.org. A 127.0.0.2");
        zone.with("7.113.0.203.zen.spamhaus.org. A 127.0.0.2");

        assertThat(look(OURS)).extracting(Finding::code).containsExactly("blocklist-everything");
    }

    @Test
    void aParkedDomainIsNoList() throws Exception {
        zone.with("1.0.0.127.zen.spamhaus.org. A 198.51.100.80");

        assertThat(look(OURS)).extracting(Finding::code).containsExactly("blocklist-everything");
    }

    @Test
    void aListThatHasNothingIsNotBelieved() throws Exception {
        zone.without("2.0.0.127.zen.spamhaus.org");

        assertThat(look(OURS)).extracting(Finding::code).containsExactly("blocklist-nothing");
    }

    @Test
    void aListThatCannotBeAskedSaysNothingOfUs() throws Exception {
        zone.broken("1.0.0.127.zen.spamhaus.org", Rcode.SERVFAIL);

        var silent = Spoken.only(look(OURS), "blocklist-silent");

        assertThat(silent.severity()).isEqualTo(Severity.NOTICE);
    }

    @Test
    void aSixIsLookedUpByItsNibbles() throws Exception {
        var name =
                "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen.spamhaus.org.";
        zone.with(name + " A 127.0.0.3");

        Spoken.only(look(InetAddress.ofLiteral("2001:db8::7")), "listed-reputation");
    }

    @Test
    void privateAddressesAreNotAskedFor() throws Exception {
        assertThat(look(InetAddress.ofLiteral("10.0.0.7"))).isEmpty();
        assertThat(zone.questions()).isZero();
    }

    /// A stranger's words are evidence on one line, and steer no terminal.
    @Test
    void whatAListSaysOfUsCannotSteerATerminal() throws Exception {
        zone.with("7.113.0.203.zen.spamhaus.org. A 127.0.0.2");
        zone.with("7.113.0.203.zen.spamhaus.org. TXT \"\\027[2J\\155 https://example\"");

        var listed = Spoken.only(look(OURS), "listed-spam");

        assertThat(listed.evidence().get(1)).isEqualTo(" [2J  https://example");
    }

    private List<Finding> look(InetAddress address) throws Exception {
        return new Blocklists(zone, List.of(ZEN), new SystemClock()).look(List.of(address));
    }
}
