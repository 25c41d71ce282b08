package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.dns.DnsAnswer.Exchange;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class SystemDnsTest {
    private final Zone zone = new Zone();
    private ZoneServer server;
    private SystemDns dns;

    @BeforeEach
    void start() throws Exception {
        server = new ZoneServer(zone);
        dns = new SystemDns(List.of(server.address()), null);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void recordsComeWithTheTimeTheyLast() throws Exception {
        zone.with("a.example. 120 MX 10 MX1.a.example.\na.example. 90 MX 20 mx2.a.example.");

        var answer = dns.ask("a.example", RecordType.MX);

        assertThat(answer.exchanges())
                .containsExactlyInAnyOrder(
                        new Exchange(10, "mx1.a.example"), new Exchange(20, "mx2.a.example"));
        assertThat(answer.lasts()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void theRootAsMailServerIsAnEmptyName() throws Exception {
        zone.with("a.example. MX 0 .");

        assertThat(dns.ask("a.example", RecordType.MX).exchanges())
                .containsExactly(new Exchange(0, ""));
    }

    @Test
    void aliasesAreFollowedAndTheShortestTimeCounts() throws Exception {
        zone.with(
                """
                www.a.example. 30 CNAME host.b.example.
                host.b.example. 300 A 192.0.2.7
                """);

        var answer = dns.ask("www.a.example", RecordType.A);

        assertThat(answer.name()).isEqualTo("host.b.example");
        assertThat(answer.addresses()).hasSize(1);
        assertThat(answer.lasts()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void anAliasOfItselfIsToldAsTrouble() {
        zone.with("a.example. CNAME b.example.\nb.example. CNAME a.example.");

        assertThatThrownBy(() -> dns.ask("a.example", RecordType.A))
                .isInstanceOf(DnsTrouble.class)
                .hasMessageContaining("loop");
    }

    @Test
    void aNameThatIsNotThereDiffersFromOneWithoutSuchARecord() throws Exception {
        zone.with("a.example. A 192.0.2.1");

        assertThat(dns.ask("b.example", RecordType.MX).existence()).isEqualTo(Existence.NO_NAME);
        assertThat(dns.ask("a.example", RecordType.MX).existence()).isEqualTo(Existence.NO_RECORD);
    }

    @Test
    void theStringsOfATextAreJoinedWithoutSpace() throws Exception {
        zone.with("a.example. TXT \"v=spf1 \" \"-all\"");

        assertThat(dns.ask("a.example", RecordType.TXT).texts()).containsExactly("v=spf1 -all");
    }

    @Test
    void whatDoesNotFitInADatagramComesOverTcp() throws Exception {
        var lines = new StringBuilder();
        for (int i = 0; i < 40; i++)
            lines.append("a.example. TXT \"" + "x".repeat(200) + i + "\"\n");
        zone.with(lines.toString());

        assertThat(dns.ask("a.example", RecordType.TXT).texts()).hasSize(40);
    }

    @Test
    void aServerThatCannotFindOutIsTroubleAndNoAnswer() {
        zone.broken("a.example", Rcode.SERVFAIL);

        assertThatThrownBy(() -> dns.ask("a.example", RecordType.MX))
                .isInstanceOf(DnsTrouble.class)
                .hasMessageContaining("SERVFAIL");
    }

    @Test
    void aServerThatIsDownIsPassedOver() throws Exception {
        zone.with("a.example. A 192.0.2.1");
        var gone = new ZoneServer(new Zone());
        var address = gone.address();
        gone.close();

        var both = new SystemDns(List.of(address, server.address()), null);

        assertThat(both.ask("a.example", RecordType.A).addresses()).hasSize(1);
    }

    @Test
    void proofIsBelievedWhereNobodyIsBetween() throws Exception {
        zone.with("a.example. A 192.0.2.1").proved("a.example");

        assertThat(dns.ask("a.example", RecordType.A).authentic()).isTrue();
        var distrusted = new SystemDns(List.of(server.address()), false);
        assertThat(distrusted.ask("a.example", RecordType.A).authentic()).isFalse();
    }

    @Test
    void whatIsNoNameIsToldAsSuch() {
        assertThatThrownBy(() -> dns.ask("a..example", RecordType.A))
                .isInstanceOf(DnsTrouble.class)
                .hasMessageContaining("a..example");
    }
}
