package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemDns;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class NameServersTest {
    private static final String COM =
            "com. SOA a.gtld.example. hostmaster.example. 1 300 300 300 300\n";

    @Test
    void aServerThatProvesItsAnswersIsGood() throws Exception {
        try (var server = new ZoneServer(Zone.of(COM).proved("com."))) {
            assertThat(look(server.address()))
                    .extracting(Finding::code)
                    .containsExactly("dns-answers");
        }
    }

    @Test
    void aServerThatRefusesToAnswerIsAProblem() throws Exception {
        try (var server = new ZoneServer(Zone.of(COM).broken("com.", Rcode.REFUSED))) {
            var silent = Spoken.only(look(server.address()), "dns-silent");

            assertThat(silent.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(Spoken.english(silent)).contains("answers REFUSED", "dig @SERVER com SOA");
            assertThat(Spoken.french(silent)).contains("ne répondent pas", "dig @SERVEUR com SOA");
        }
    }

    @Test
    void aServerThatKeepsTheRootToItselfIsGood() throws Exception {
        var zone = Zone.of(COM).proved("com.").broken(".", Rcode.REFUSED);
        try (var server = new ZoneServer(zone)) {
            assertThat(look(server.address()))
                    .extracting(Finding::code)
                    .containsExactly("dns-answers");
        }
    }

    @Test
    void aServerThatIsDownBeforeOneThatAnswersMakesAllSlow() throws Exception {
        try (var down = new ZoneServer(new Zone()).silent();
                var up = new ZoneServer(Zone.of(COM).proved("com."))) {
            var slow = Spoken.only(look(down.address(), up.address()), "dns-slow");

            assertThat(slow.severity()).isEqualTo(Severity.WARNING);
            assertThat(Spoken.english(slow)).contains("/etc/resolv.conf", "unbound");
            assertThat(Spoken.french(slow)).contains("/etc/resolv.conf", "unbound");
            assertThat(slow.evidence().getFirst()).startsWith("com SOA: ");
        }
    }

    @Test
    void aServerWithoutProofIsWorthKnowing() throws Exception {
        try (var server = new ZoneServer(Zone.of(COM))) {
            var unproved = Spoken.only(look(server.address()), "dns-unproved");

            assertThat(unproved.severity()).isEqualTo(Severity.NOTICE);
            assertThat(Spoken.english(unproved)).contains("DANE", "[dns] servers");
            assertThat(Spoken.french(unproved)).contains("DANE", "[dns] servers");
        }
    }

    @Test
    void aServerThatInventsAnswersIsTheHostsMatter() throws Exception {
        var zone = Zone.of(COM + "*.example. A 203.0.113.9").proved("com.");
        try (var server = new ZoneServer(zone)) {
            var invents = Spoken.only(look(server.address()), "dns-invents");

            assertThat(invents.who()).isEqualTo(Who.HOST);
            assertThat(invents.severity()).isEqualTo(Severity.WARNING);
            assertThat(Spoken.english(invents)).contains(".example cannot exist", "NXDOMAIN");
            assertThat(Spoken.french(invents)).contains(".example ne peut exister", "NXDOMAIN");
            assertThat(invents.evidence().getFirst()).contains("203.0.113.9");
        }
    }

    private static List<Finding> look(InetSocketAddress... servers) throws Exception {
        var dns = new SystemDns(List.of(servers), true);
        return Spoken.of(new NameServers(dns, new SecureRandom(), new SystemClock()));
    }
}
