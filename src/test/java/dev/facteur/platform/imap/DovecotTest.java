package dev.facteur.platform.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.imap.ImapTrouble.Kind;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.testkit.DovecotMailbox;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("flow")
class DovecotTest {
    private static final String FILING =
            """
            require ["fileinto"];
            if header :contains "Subject" "win money" { fileinto "Junk"; }
            """;

    @TempDir static Path folder;

    private static TestAuthority authority;
    private static DovecotMailbox dovecot;

    @BeforeAll
    static void start() throws IOException {
        authority = TestAuthority.create(folder);
        dovecot = DovecotMailbox.start(folder.resolve("dovecot"), authority, FILING);
    }

    @AfterAll
    static void stop() throws IOException {
        if (dovecot != null) dovecot.close();
    }

    private static ImapMailbox open(ImapServer server) throws ImapTrouble {
        return open(server, DovecotMailbox.PASSWORD);
    }

    private static ImapMailbox open(ImapServer server, String password) throws ImapTrouble {
        var system = Surroundings.system();
        var imap = new Imap(system, new ClientTls(system.clock()));
        return imap.open(server, new Secret(password), Duration.ofSeconds(30), 1 << 20);
    }

    private static String mail(String subject) {
        return "From: a@shop.test\r\nSubject: " + subject + "\r\nX-Mark: one\r\n\r\nbody\r\n";
    }

    @Test
    void bothWaysToTlsLeadToTheSameFolders() throws Exception {
        try (var implicit = open(dovecot.implicit("anna"));
                var startTls = open(dovecot.startTls("anna"))) {
            assertThat(implicit.folders()).isEqualTo(startTls.folders());
            assertThat(implicit.folders())
                    .filteredOn(ImapFolder::junk)
                    .extracting(ImapFolder::name)
                    .containsExactly("Junk");
            assertThat(implicit.folders()).filteredOn(ImapFolder::inbox).hasSize(1);
            assertThat(implicit.gmail()).isFalse();
        }
    }

    @Test
    void mailIsFoundWhereTheReceiverPutItAndReadUpToALimit() throws Exception {
        dovecot.deliver("bob", mail("hello"));
        dovecot.deliver("bob", mail("win money"));
        try (var mailbox = open(dovecot.implicit("bob"))) {
            mailbox.read("INBOX");
            assertThat(mailbox.withHeader("Subject", "win")).isEmpty();
            var found = mailbox.withHeader("Subject", "hello");
            assertThat(found).hasSize(1);
            assertThat(mailbox.since(1)).isEqualTo(found);
            assertThat(mailbox.since(found.getFirst() + 1)).isEmpty();
            var header = mailbox.header(found.getFirst(), 4096).orElseThrow();
            assertThat(new String(header.bytes(), StandardCharsets.US_ASCII))
                    .contains("X-Mark: one\r\n")
                    .doesNotContain("body");
            var begun = mailbox.fetch(found.getFirst(), 10).orElseThrow();
            assertThat(begun.bytes()).hasSize(10);
            assertThat(begun.whole()).isFalse();
            assertThat(mailbox.fetch(found.getFirst(), 1 << 16).orElseThrow().whole()).isTrue();
            assertThat(mailbox.fetch(4711, 10)).isEmpty();
            mailbox.read("Junk");
            assertThat(mailbox.withHeader("X-Mark", "one")).hasSize(1);
        }
    }

    @Test
    void onlyTheMailsThatWereNamedAreMovedAndDeleted() throws Exception {
        for (var subject : List.of("keep", "move", "delete")) {
            dovecot.deliver("carl", mail(subject));
        }
        try (var mailbox = open(dovecot.startTls("carl"))) {
            mailbox.change("INBOX");
            mailbox.move(mailbox.withHeader("Subject", "move"), "Très fait");
            mailbox.flag(mailbox.withHeader("Subject", "keep"), "\\Seen");
            mailbox.delete(mailbox.withHeader("Subject", "delete"));
            assertThat(mailbox.withHeader("X-Mark", "one"))
                    .isEqualTo(mailbox.withHeader("Subject", "keep"))
                    .hasSize(1);
            mailbox.read("Très fait");
            assertThat(mailbox.withHeader("Subject", "move")).hasSize(1);
        }
    }

    @Test
    void wrongPasswordIsTheServersWordAndNotOurs() {
        assertThatThrownBy(() -> open(dovecot.implicit("anna"), "wrong horse"))
                .isInstanceOfSatisfying(
                        ImapTrouble.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN))
                .hasMessageContaining("AUTHENTICATIONFAILED")
                .hasMessageNotContaining("horse");
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        var right = dovecot.implicit("anna");
        var wrong = new ImapServer("127.0.0.2", right.port(), right.security(), "anna", null);
        assertThatThrownBy(() -> open(wrong))
                .isInstanceOfSatisfying(
                        ImapTrouble.class, e -> assertThat(e.kind()).isNotEqualTo(Kind.LOGIN));
        var stranger = new ImapServer("localhost", right.port(), right.security(), "anna", null);
        assertThatThrownBy(() -> open(stranger))
                .isInstanceOfSatisfying(
                        ImapTrouble.class, e -> assertThat(e.kind()).isEqualTo(Kind.TLS));
    }

    @Test
    void folderThatIsNotThereEndsNothing() throws Exception {
        try (var mailbox = open(dovecot.implicit("dora"))) {
            assertThatThrownBy(() -> mailbox.read("Nowhere"))
                    .isInstanceOfSatisfying(
                            ImapTrouble.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
            assertThat(mailbox.folders()).isNotEmpty();
        }
    }
}
