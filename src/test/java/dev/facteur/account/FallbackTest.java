package dev.facteur.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.AccountBook;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackTest {
    private static final String LENT = "host.example";

    @TempDir Path folder;

    private AccountBook book;
    private Fallback fallback;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder);
        book.sites().add("shop", false);
        book.sites().add("other", false);
        add(LENT, "other");
        add("new.example", "shop");
        fallback = new Fallback(book.accounts(), LENT);
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void aFallbackThatIsNotVerifiedStandsInForNobody() throws Exception {
        assertThat(fallback.leavesAs("new.example")).isEmpty();
        assertThat(fallback.leavesAs(LENT)).isEmpty();
        book.domains().vouch(LENT);
        assertThat(fallback.leavesAs("new.example")).contains(LENT);
        assertThat(fallback.leavesAs(LENT)).contains(LENT);
    }

    @Test
    void aVerifiedDomainLeavesUnderItsOwnNameInWhateverForm() throws Exception {
        book.domains().vouch(LENT);
        book.domains().vouch("NEW.example.");
        assertThat(fallback.leavesAs("new.EXAMPLE")).contains("new.EXAMPLE");
    }

    @Test
    void aDomainThatWasRemovedCountsAsNotVerified() throws Exception {
        assertThat(fallback.leavesAs("gone.example")).contains("gone.example");
        book.domains().vouch(LENT);
        assertThat(fallback.leavesAs("gone.example")).contains(LENT);
    }

    @Test
    void verificationOfOneDomainSaysNothingOfThoseAboveAndBelow() throws Exception {
        add("sub.new.example", "shop");
        book.domains().vouch("new.example");
        assertThat(fallback.leavesAs("sub.new.example")).isEmpty();
    }

    @Test
    void aSecondSiteLeavesTheVerificationAsItIs() throws Exception {
        book.domains().vouch("new.example");
        var before = book.domains().named("new.example").verification();
        add("new.example", "other");
        book.domains().remove("new.example", "shop");
        assertThat(book.domains().named("new.example").verification()).isEqualTo(before);
        book.domains().remove("new.example", "other");
        add("new.example", "other");
        assertThat(book.domains().named("new.example").verified()).isFalse();
    }

    private void add(String domain, String site) throws Exception {
        book.domains().add(domain, site, EnumSet.of(DkimKey.Algorithm.ED25519));
    }
}
