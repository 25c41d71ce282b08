package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.testkit.AccountBook;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreemailFromTest {
    @TempDir private Path folder;
    private AccountBook book;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder);
        book.sites().add("shop", false);
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void aSiteThatSendsAsGmailByAnotherProviderIsAProblemWithAWayOut() throws Exception {
        sendAs("gmail.com");

        var from = Spoken.only(look(Scope.ALL, "smtp.sendgrid.net"), "freemail-from");

        assertThat(from.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(Spoken.english(from))
                .contains("shop sends as gmail.com", "Reply-To", "facteur domain add YOUR-DOMAIN");
        assertThat(Spoken.french(from))
                .contains("shop envoie au nom de gmail.com", "Reply-To", "facteur domain remove");
    }

    @Test
    void byTheServersOfThatProviderItIsOnlyWorthKnowing() throws Exception {
        sendAs("gmail.com");

        var own = Spoken.only(look(Scope.ALL, "smtp.gmail.com"), "freemail-own-route");

        assertThat(own.severity()).isEqualTo(Severity.NOTICE);
        assertThat(Spoken.english(own)).contains("route out");
        assertThat(Spoken.french(own)).contains("la route out");
    }

    @Test
    void aServerWhoseNameOnlyEndsLikeTheirsIsNotOneOfThem() throws Exception {
        sendAs("orange.fr");

        assertThat(look(Scope.ALL, "smtp.bitterorange.fr"))
                .extracting(Finding::code)
                .containsExactly("freemail-from");
    }

    @Test
    void aDomainOfOnesOwnIsNoMatter() throws Exception {
        sendAs("example.org");

        assertThat(look(Scope.ALL, "smtp.sendgrid.net")).isEmpty();
    }

    @Test
    void whoAsksForAnotherDomainHearsNothingOfThisOne() throws Exception {
        sendAs("gmail.com");

        assertThat(look(Scope.ofDomain("example.org"), "smtp.sendgrid.net")).isEmpty();
    }

    private void sendAs(String domain) throws Exception {
        book.domains().add(domain, "shop", EnumSet.of(Algorithm.ED25519));
    }

    private List<Finding> look(Scope scope, String host) throws Exception {
        var relay = new Route.Relay(host, Rung.DEFAULT_LADDER, null, null);
        var route =
                new Route(
                        1,
                        "out",
                        null,
                        relay,
                        null,
                        Route.Way.SMTP,
                        Route.Limits.DEFAULT,
                        true,
                        Route.UncertainPolicy.RETRY);
        return Spoken.of(new FreemailFrom(book.accounts(), () -> List.of(route)), scope);
    }
}
