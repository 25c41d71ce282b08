package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Site;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.submit.SiteLimitReached;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.testkit.OneCredential;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `facteur sendmail` on a machine of many sites, and as the programs there call it.
final class SendmailSiteTest extends SendmailCalls {
    private static final String USER = System.getProperty("user.name");
    private static final String MESSAGE = "From: shop@shop.example\nTo: a@example.net\n\nText\n";

    @Test
    void siteThatTheCommandLineNamesIsToldTheGatewayAndTheMaildrop() throws Exception {
        assertThat(sendmail(MESSAGE, "-t", "--site", "blog")).isZero();
        try (var in = Files.newInputStream(maildrop().getFirst())) {
            assertThat(DropEnvelope.read(in).site()).isEqualTo("blog");
        }
        Files.delete(maildrop().getFirst());
        var told = new ArrayList<String>();
        open(mail -> remember(told, mail));
        assertThat(sendmail(MESSAGE, "-t", "--site=shop")).isZero();
        assertThat(told).containsOnly(USER + " shop").isNotEmpty();
        assertThat(sendmail(MESSAGE, "-t", "--site", "a b\tc")).isEqualTo(ExitCode.USAGE);
    }

    private static Site remember(List<String> told, LocalSite.Mail mail) {
        var caller = mail.caller();
        told.add((caller == null ? "?" : caller.name()) + " " + mail.site());
        return OneCredential.SITE;
    }

    @Test
    void siteThatTheCallerMayNotSpeakForIsRefusedAlsoToAProgramThatSpeaksSmtp() throws IOException {
        var refusal = new Rejected(Replies.notYourSite(USER, "blog"));
        open(mail -> {
            if ("blog".equals(mail.site())) throw refusal;
            return OneCredential.SITE;
        });
        assertThat(sendmail(MESSAGE, "-t", "--site", "blog")).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(complaint()).contains("user " + USER, "site blog");
        assertThat(sendmail("QUIT\r\n", "-bs", "--site", "blog")).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(said.toString(UTF_8)).startsWith("554 5.7.1 The user " + USER);
        said.reset();
        assertThat(sendmail("QUIT\r\n", "-bs", "--site", "shop")).isZero();
        assertThat(said.toString(UTF_8)).startsWith("220 ").contains("221 ");
        assertThat(kept()).isEmpty();
        assertThat(maildrop()).isEmpty();
    }

    @Test
    void siteThatHasReachedItsLimitIsToldSoAndNothingIsKept() throws IOException {
        var limit = new SiteLimitReached("shop", 20, "minute", Duration.ofSeconds(9));
        open(_ -> {
            throw limit;
        });
        assertThat(sendmail(MESSAGE, "-t")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(complaint()).contains("may write to 20 recipients per minute", "again in 10 s");
        assertThat(maildrop()).isEmpty();
    }

    /// cron, git send-email, mutt, bsd-mailx, s-nail, PHP with `-f`, Drupal, at, Postfix's flags.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-FCronDaemon -i -B8BITMIME -oem b@example.net",
                "-f shop@shop.example -i b@example.net",
                "-oem -oi -f shop@shop.example -- b@example.net",
                "-i -m b@example.net",
                "-i -r shop@shop.example -- b@example.net",
                "-i -fshop@shop.example b@example.net",
                "-i -Am -odi -em b@example.net",
                "-c -x -i -e q -p SMTP:host b@example.net"
            })
    void commandLinesOfKnownProgramsAreUnderstood(String line) throws IOException {
        open(_ -> OneCredential.SITE);
        assertThat(sendmail(MESSAGE, line.split(" "))).isZero();
        assertThat(kept())
                .singleElement()
                .satisfies(mail ->
                        assertThat(mail.envelope().recipients())
                                .extracting(recipient -> recipient.address().toString())
                                .containsExactly("b@example.net"));
    }
}
