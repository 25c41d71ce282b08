package dev.facteur.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.Credentials.Wanted;
import dev.facteur.mail.Address;
import dev.facteur.platform.secret.Secret;
import dev.facteur.testkit.AccountBook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccountsTest {
    @TempDir Path folder;
    private AccountBook book;
    private Site shop;

    @BeforeEach
    void openBook() throws Exception {
        book = AccountBook.open(folder);
        shop = book.sites().add("shop", false);
        book.domains().add("Shop.Example.", "shop", EnumSet.allOf(DkimKey.Algorithm.class));
    }

    @AfterEach
    void closeBook() {
        book.close();
    }

    @Test
    void rightPasswordLetsIn() throws Exception {
        var issued = smtp("shop", List.of());
        var login = book.accounts().password("shop", issued.secret()).orElseThrow();
        assertThat(login.site()).isEqualTo(shop);
        assertThat(login.credential()).isEqualTo(issued.credential());
    }

    @Test
    void wrongPasswordAndUnknownUserStayOut() throws Exception {
        var secret = smtp("shop", List.of()).secret();
        assertThat(book.accounts().password("shop", new Secret("wrong"))).isEmpty();
        assertThat(book.accounts().password("nobody", secret)).isEmpty();
        assertThat(book.accounts().verifier("nobody")).isEmpty();
    }

    @Test
    void removedCredentialStaysOut() throws Exception {
        var secret = smtp("shop", List.of()).secret();
        assertThat(book.accounts().password("shop", secret)).isPresent();
        book.credentials().remove("shop");
        assertThat(book.accounts().password("shop", secret)).isEmpty();
        assertThat(book.accounts().proved("shop")).isEmpty();
    }

    /// Mail and its history keep the ids; who gets one again would see somebody else's.
    @Test
    void nobodyInheritsTheIdOfARemovedSiteOrCredential() throws Exception {
        var credential = smtp("shop", List.of()).credential();
        book.credentials().remove("shop");
        assertThat(smtp("shop", List.of()).credential().id()).isNotEqualTo(credential.id());
        book.sites().remove("shop");
        assertThat(book.sites().add("next", false).id()).isNotEqualTo(shop.id());
    }

    @Test
    void idOfSomethingThatWasRemovedIsNeverGivenAgain() throws Exception {
        var credential = smtp("shop", List.of()).credential();
        book.credentials().remove("shop");
        assertThat(smtp("shop", List.of()).credential().id()).isNotEqualTo(credential.id());
        var site = book.sites().add("blog", false);
        book.sites().remove("blog");
        assertThat(book.sites().add("blog", false).id()).isNotEqualTo(site.id());
    }

    @Test
    void apiKeyIsFoundByItsHashAndIsNoPassword() throws Exception {
        var issued =
                book.credentials()
                        .add(new Wanted("shop", null, Credential.Kind.API, List.of(), true, null));
        assertThat(issued.credential().name()).isEqualTo("shop-api");
        assertThat(book.accounts().apiKey(issued.secret())).isPresent();
        assertThat(book.accounts().apiKey(new Secret("facteur_wrong"))).isEmpty();
        assertThat(book.accounts().password("shop-api", issued.secret())).isEmpty();
    }

    @Test
    void siteSendsAsItsDomainsOnly() {
        assertThat(maySend(null, "a@shop.example")).isTrue();
        assertThat(maySend(null, "a@SHOP.example")).isTrue();
        assertThat(maySend(null, "a@other.example")).isFalse();
        assertThat(maySend(null, "a@sub.shop.example")).isFalse();
    }

    @Test
    void internationalDomainIsTheSameInBothForms() throws Exception {
        book.domains().add("bücher.example", "shop", EnumSet.allOf(DkimKey.Algorithm.class));
        assertThat(maySend(null, "a@bücher.example")).isTrue();
        assertThat(maySend(null, "a@XN--bcher-kva.example")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "[192.0.2.1]", "2001:db8::1", "_x.example", ""})
    void whatIsNoDomainNameIsObjectedTo(String written) {
        var algorithms = EnumSet.allOf(DkimKey.Algorithm.class);
        assertThatThrownBy(() -> book.domains().add(written, "shop", algorithms))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("is no domain name");
    }

    @Test
    void credentialSendsAsItsOwnSendersOnly() throws Exception {
        var credential = smtp("shop", List.of("Orders@shop.example")).credential();
        assertThat(maySend(credential, "orders@shop.example")).isTrue();
        assertThat(maySend(credential, "news@shop.example")).isFalse();
    }

    @Test
    void aChangeOfACredentialLeavesItsSecretAndWhatIsNotNamed() throws Exception {
        var wanted =
                new Wanted(
                        "shop",
                        "key",
                        Credential.Kind.API,
                        List.of("orders@shop.example"),
                        false,
                        null,
                        List.of("read"),
                        List.of("192.0.2.0/24"));
        var issued = book.credentials().add(wanted);
        var change = new Credentials.Change(null, null, List.of("send"), List.of());
        var changed = book.credentials().change("key", change);
        assertThat(changed.permissions()).containsExactly(Permission.SEND);
        assertThat(changed.networks()).isEmpty();
        assertThat(changed.senders()).containsExactly("orders@shop.example");
        assertThat(changed.recognisesRepeats()).isFalse();
        assertThat(book.accounts().apiKey(issued.secret()).orElseThrow().credential())
                .isEqualTo(changed);
    }

    @Test
    void aChangeGivesAPasswordForSmtpNoPermissionsAndNobodyForeignSenders() throws Exception {
        smtp("shop", List.of());
        var permissions = new Credentials.Change(null, null, List.of("send"), null);
        assertThatThrownBy(() -> book.credentials().change("shop", permissions))
                .hasMessageContaining("for API keys");
        var senders = new Credentials.Change(List.of("a@other.example"), null, null, null);
        assertThatThrownBy(() -> book.credentials().change("shop", senders))
                .hasMessageContaining("facteur domain add");
        var repeats = new Credentials.Change(null, false, null, null);
        assertThat(book.credentials().change("shop", repeats).recognisesRepeats()).isFalse();
    }

    @Test
    void senderOutsideTheSitesDomainsIsObjectedTo() {
        assertThatThrownBy(() -> smtp("shop", List.of("a@other.example")))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("facteur domain add");
    }

    @Test
    void localProgramSendsForTheSiteThatOwnsTheSendersDomain() throws Exception {
        var blog = book.sites().add("blog", true);
        assertThat(book.accounts().siteOfSender(address("a@shop.example"))).contains(shop);
        assertThat(book.accounts().siteOfSender(address("a@host.invalid"))).isEmpty();
        assertThat(book.accounts().siteOfSender(null)).contains(blog);
    }

    @Test
    void onlyOneSiteIsLocal() throws Exception {
        book.sites().add("blog", true);
        book.sites().add("forum", true);
        assertThat(book.accounts().sites().stream().filter(Site::local).map(Site::name))
                .containsExactly("forum");
    }

    @Test
    void aSiteMayKeepThePasswordItHas() throws Exception {
        var wanted = wanted(Credential.Kind.SMTP, "old password");
        assertThat(book.credentials().add(wanted).secret().reveal()).isEqualTo("old password");
        assertThat(book.accounts().password("moved", new Secret("old password"))).isPresent();
        assertThat(book.accounts().verifier("moved")).isPresent();
    }

    @Test
    void aPasswordThatSaslCannotCarryIsObjectedTo() {
        assertThatThrownBy(() -> book.credentials().add(wanted(Credential.Kind.SMTP, "a\0b")))
                .isInstanceOf(Objection.class);
        assertThatThrownBy(() -> book.credentials().add(wanted(Credential.Kind.SMTP, "")))
                .isInstanceOf(Objection.class);
        assertThatThrownBy(() -> book.credentials().add(wanted(Credential.Kind.API, "chosen")))
                .isInstanceOf(Objection.class);
    }

    private static Wanted wanted(Credential.Kind kind, String password) {
        return new Wanted("shop", "moved", kind, List.of(), true, new Secret(password));
    }

    @Test
    void keysAreSealedInTheDatabase() throws Exception {
        var key = book.accounts().dkimKeys("shop.example").getFirst();
        book.close();
        var bytes = Files.readAllBytes(folder.resolve("facteur.db"));
        assertThat(indexOf(bytes, key.publicKey().getBytes(StandardCharsets.US_ASCII)))
                .isPositive();
        assertThat(indexOf(bytes, key.privateKey().getEncoded())).isNegative();
    }

    @Test
    void everythingIsThereAfterARestart() throws Exception {
        var issued = smtp("shop", List.of("orders@shop.example"));
        var selectors = selectors();
        book.close();
        book = AccountBook.open(folder);
        var login = book.accounts().password("shop", issued.secret()).orElseThrow();
        assertThat(login.credential()).isEqualTo(issued.credential());
        assertThat(selectors()).isEqualTo(selectors);
    }

    private Credentials.Issued smtp(String name, List<String> senders) throws Exception {
        return book.credentials()
                .add(new Wanted("shop", name, Credential.Kind.SMTP, senders, true, null));
    }

    private boolean maySend(@Nullable Credential credential, String address) {
        return book.accounts().maySend(shop, credential, address(address));
    }

    private List<String> selectors() {
        return book.accounts().dkimKeys("shop.example").stream().map(DkimKey::selector).toList();
    }

    private static Address address(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    private static int indexOf(byte[] haystack, byte[] needle) {
        for (int i = 0; i + needle.length <= haystack.length; i++) {
            if (Arrays.equals(haystack, i, i + needle.length, needle, 0, needle.length)) {
                return i;
            }
        }
        return -1;
    }
}
