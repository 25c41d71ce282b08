package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.imap.Imap;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.DovecotMailbox;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test mails by Postfix into Dovecot's mailboxes, and what the command says of them.
@Tag("flow")
class SeedTest {
    /// As many receivers do: what is not proved is spam.
    private static final String FILING =
            """
            require ["fileinto", "mailbox"];
            if header :contains "Authentication-Results" "dkim=fail" { fileinto "Junk"; }
            elsif header :contains "To" "dora" { fileinto :create "Lists"; }
            """;

    private static final Map<String, String> RESULTS =
            Map.of(
                    "anna@seed.test",
                    "mx.seed.test; spf=pass smtp.mailfrom=shop.example; dkim=pass"
                            + " header.d=shop.example; dmarc=pass header.from=shop.example",
                    "bob@seed.test",
                    "mx.seed.test; spf=softfail smtp.mailfrom=shop.example; dkim=fail (no key for"
                            + " signature) header.d=shop.example; dmarc=fail"
                            + " header.from=shop.example");

    @TempDir static Path folder;

    private static DovecotMailbox dovecot;
    private static PostfixProvider postfix;
    private static PracticeGateway gateway;
    private static CommandLine line;

    @BeforeAll
    static void start() throws Exception {
        var authority = TestAuthority.create(Files.createDirectory(folder.resolve("authority")));
        dovecot = DovecotMailbox.start(folder.resolve("dovecot"), authority, FILING);
        postfix = PostfixProvider.prepare().handingTo(dovecot, RESULTS);
        postfix.resume();
        gateway =
                PracticeGateway.sendingTo(
                        Files.createDirectory(folder.resolve("gateway")), postfix.hop());
        line = CommandLine.at(gateway);
        for (var user : List.of("anna", "bob", "carl", "dora")) add(user, authority);
    }

    private static void add(String user, TestAuthority authority) throws Exception {
        var password = Files.writeString(folder.resolve(user), DovecotMailbox.PASSWORD + "\n");
        var server = user.equals("bob") ? dovecot.startTls(user) : dovecot.implicit(user);
        var words = new ArrayList<String>(List.of("seed", "add", user, "--host", "localhost"));
        words.addAll(List.of("--port", String.valueOf(server.port()), "--user", user));
        words.addAll(List.of("--address", user + "@seed.test", "--password-file", password + ""));
        words.addAll(List.of("--ca-file", authority.caFile().toString()));
        if (user.equals("bob")) words.add("--starttls");
        var ran = run("en", words.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.said()).isZero();
        assertThat(ran.said()).contains("the login works", "Spam is put into: Junk");
    }

    @AfterAll
    static void stop() throws Exception {
        if (line != null) line.close();
        if (gateway != null) gateway.close();
        if (postfix != null) postfix.close();
        if (dovecot != null) dovecot.close();
    }

    private static CommandLine.Ran run(String language, String... words) {
        return line.in(language).run(words);
    }

    private static int left(String user, String folder) throws Exception {
        var system = Surroundings.system();
        var imap = new Imap(system, new ClientTls(system.clock()));
        var secret = new Secret(DovecotMailbox.PASSWORD);
        var server = dovecot.implicit(user);
        try (var mailbox = imap.open(server, secret, Duration.ofSeconds(30), 1 << 20)) {
            mailbox.read(folder);
            return mailbox.since(1).size();
        }
    }

    @Test
    void mailInTheInboxWithAllProofsIsSuccess() throws Exception {
        dovecot.deliver("anna", "Subject: not ours\r\n\r\nkeep me\r\n");
        var ran = run("en", "test", "--seed", "anna");
        assertThat(ran.exit()).as(ran.said() + postfix.logTail() + dovecot.log()).isZero();
        assertThat(ran.said())
                .contains("from facteur-test@shop.example to anna@seed.test")
                .contains("route practice, localhost:" + postfix.startTlsPort())
                .contains("TLSv1.3", "reply: 250 2.0.0 Ok")
                .contains("mailbox anna: in the inbox (INBOX)")
                .contains("says that the mail is really from shop.example")
                .contains("It arrived.");
        // Ours is gone, the other stays.
        assertThat(left("anna", "INBOX")).isOne();
    }

    @Test
    void mailAmongTheSpamIsExplainedInTheOrderInWhichToMendIt() throws Exception {
        var ran = run("fr", "test", "--seed", "bob", "-v");
        assertThat(ran.exit()).as(ran.said() + dovecot.log()).isOne();
        assertThat(ran.said())
                .contains("boîte bob : parmi les indésirables (Junk)")
                .containsSubsequence(
                        "D'abord SPF et DKIM", "facteur domain check shop.example", "Puis attendez")
                .containsSubsequence("SPF softfail", "DKIM fail", "DMARC fail")
                .contains("| dkim=fail shop.example, aligned: yes (no key for signature)");
        assertThat(left("bob", "Junk")).isZero();
        assertThat(run("en", "seed", "show", "bob").said())
                .contains("among the spam", "spf softfail, dkim fail, dmarc fail");
    }

    @Test
    void allMailboxesAreLookedIntoAtOnce() throws Exception {
        var ran = run("en", "test");
        assertThat(ran.exit()).as(ran.said()).isOne();
        assertThat(ran.said())
                .contains("anna: mailbox anna: in the inbox (INBOX)")
                .contains("bob: mailbox bob: among the spam (Junk)")
                .contains("dora: mailbox dora: in another folder (Lists)")
                .contains("The receiver of carl does not say what it thinks");
        assertThat(run("en", "test", "--history").said()).contains("in another folder", "Lists");
    }

    @Test
    void mailThatTheReceiverSwallowsIsNowhere() {
        var words =
                new String[] {
                    "seed",
                    "add",
                    "zoe",
                    "--host",
                    "localhost",
                    "--port",
                    String.valueOf(dovecot.implicit("zoe").port()),
                    "--user",
                    "zoe",
                    "--address",
                    "walter@seed.test",
                    "--password-file",
                    folder.resolve("anna").toString(),
                    "--ca-file",
                    folder.resolve("authority/ca.pem").toString()
                };
        assertThat(run("en", words).exit()).isZero();
        var ran = run("en", "test", "--seed", "zoe", "--wait", "20s");
        assertThat(run("en", "seed", "remove", "zoe").exit()).isZero();
        assertThat(ran.exit()).as(ran.said()).isOne();
        assertThat(ran.said()).contains("mailbox zoe: nowhere to be seen", "--wait 15m");
    }

    @Test
    void wrongPasswordIsSaidWithTheNextStepAndNeverShown() throws Exception {
        var password = Files.writeString(folder.resolve("wrong"), "open sesame\n");
        var ran =
                run(
                        "en",
                        "seed",
                        "add",
                        "eve",
                        "--host",
                        "localhost",
                        "--port",
                        String.valueOf(dovecot.implicit("eve").port()),
                        "--user",
                        "eve",
                        "--address",
                        "eve@seed.test",
                        "--password-file",
                        password.toString(),
                        "--ca-file",
                        folder.resolve("authority/ca.pem").toString());
        assertThat(ran.said()).contains("AUTHENTICATIONFAILED", "app password");
        var tested = run("en", "test", "--seed", "eve");
        assertThat(run("en", "seed", "remove", "eve").exit()).isZero();
        assertThat(tested.exit()).isOne();
        assertThat(tested.said()).contains("facteur seed check eve").doesNotContain("sesame");
    }
}
