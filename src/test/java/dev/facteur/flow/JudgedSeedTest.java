package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.DovecotMailbox;
import dev.facteur.testkit.Milters;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A test mail in a seed mailbox, judged on the way by OpenDKIM and OpenDMARC as on many a mail
/// server: each writes fields of its own.
@Tag("flow")
class JudgedSeedTest {
    private static final String ID = "receiver.example";

    @TempDir Path folder;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Zone zone =
            Zone.of(
                    """
                    shop.example. MX 10 mx.shop.example.
                    shop.example. TXT "v=spf1 ip4:127.0.0.1 -all"
                    _dmarc.shop.example. TXT "v=DMARC1; p=reject"
                    """);

    private <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }

    @AfterEach
    void close() throws Exception {
        for (var one : opened.reversed()) one.close();
    }

    @Test
    void whatRealVerifiersWriteIsReadAsWhatItIs() throws Exception {
        var authority = TestAuthority.create(Files.createDirectory(folder.resolve("authority")));
        var names = open(ZoneServer.onItsUsualPort(zone));
        var judges = open(Milters.start(folder.resolve("judges"), names.address().getAddress()));
        var dovecot = open(DovecotMailbox.start(folder.resolve("dovecot"), authority, "keep;\n"));
        var postfix = open(PostfixProvider.prepare().handingTo(dovecot, judges));
        postfix.resume();
        var gateway =
                open(
                        PracticeGateway.sendingTo(
                                Files.createDirectory(folder.resolve("gateway")), postfix.hop()));
        gateway.dkimRecords().forEach(this::publish);
        var line = open(CommandLine.at(gateway));
        addSeed(line, dovecot, authority);

        var ran = line.run("test", "--seed", "anna", "-v");

        assertThat(ran.exit()).as(ran.said() + judges.log()).isZero();
        assertThat(ran.said())
                .contains("says that the mail is really from shop.example")
                .contains("spf=pass shop.example, aligned: yes")
                .contains("dkim=pass shop.example, aligned: yes")
                .contains("dmarc=pass shop.example");
    }

    /// In strings of 200 characters.
    private void publish(String name, String text) {
        zone.with(name + ". TXT \"" + text.replaceAll("(.{200})", "$1\" \"") + "\"");
    }

    private void addSeed(CommandLine line, DovecotMailbox dovecot, TestAuthority authority)
            throws Exception {
        var password = Files.writeString(folder.resolve("anna"), DovecotMailbox.PASSWORD + "\n");
        var words = new ArrayList<>(List.of("seed", "add", "anna", "--host", "localhost"));
        words.addAll(List.of("--port", String.valueOf(dovecot.implicit("anna").port())));
        words.addAll(List.of("--user", "anna", "--address", "anna@seed.test"));
        words.addAll(List.of("--password-file", password.toString(), "--authserv-id", ID));
        words.addAll(List.of("--ca-file", authority.caFile().toString()));
        assertThat(line.run(words.toArray(String[]::new)).exit()).isZero();
    }
}
