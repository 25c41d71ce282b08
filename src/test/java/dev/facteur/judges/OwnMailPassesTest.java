package dev.facteur.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Arrived;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.Incoming;
import dev.facteur.testkit.Letter;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A mail that went out through Facteur, with the records that Facteur says to publish, is judged
/// well by everybody.
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnMailPassesTest {
    private static final String SENDER = "shop@shop.example";
    private static final String PROVIDER = "192.0.2.1";
    private static final String STRANGER = "198.51.100.7";

    private GatewayProcess gateway;
    private Judges judges;
    private byte[] arrived;

    @BeforeAll
    void sendOne(@TempDir Path folder) throws Exception {
        Peers.require("curl");
        var provider = PostfixProvider.shared();
        gateway = GatewayProcess.prepare(folder, "").start();
        var site = GatewaySetup.site(gateway, "shop", "shop.example", provider);
        judges = Judges.start(folder.resolve("judges"), zone(site.dkimRecords()));
        var letter = Letter.awkward(SENDER, "judged@clients.example");
        assertThat(GatewaySetup.postByCurl(gateway, site, letter)).contains("\"id\"");
        arrived = provider.awaitDelivered(letter.recipient(), 1).getFirst();
    }

    private static Zone zone(Map<String, String> keys) {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 ip4:192.0.2.1 -all"
                        _dmarc.shop.example. TXT "v=DMARC1; p=reject; adkim=s; aspf=s"
                        """);
        keys.forEach((name, value) ->
                zone.with(name + ". TXT \"" + value.replaceAll("(.{200})", "$1\" \"") + "\"\n"));
        return zone;
    }

    @AfterAll
    void stop() throws Exception {
        if (judges != null) judges.close();
        if (gateway != null) gateway.close();
    }

    @Test
    void bothSignaturesSpfAndDmarcPassWithAllJudges() throws Exception {
        var well = new Opinion("pass, pass", "pass", "pass");
        assertThat(opinions(PROVIDER, arrived)).containsOnly(well);
    }

    @Test
    void signatureCarriesAMailPastAnAddressThatIsNotAllowed() throws Exception {
        var forwarded = new Opinion("pass, pass", "fail", "pass");
        assertThat(opinions(STRANGER, arrived)).containsOnly(forwarded);
    }

    @Test
    void strangerWhoChangesItIsRefusedByAllJudges() throws Exception {
        var changed = Arrived.text(arrived).replace("Bonjour", "Bonsoir");
        var refused = new Opinion("fail, fail", "fail", "fail, reject");
        assertThat(opinions(STRANGER, Judges.bytes(changed))).containsOnly(refused);
    }

    private List<Opinion> opinions(String client, byte[] mail)
            throws IOException, InterruptedException {
        var address = InetAddress.ofLiteral(client);
        var seen = new Incoming(address, "out.shop.example", SENDER, "reader@example.net", mail);
        return List.of(judges.ours(seen), judges.rspamd(seen), judges.milters(seen));
    }
}
