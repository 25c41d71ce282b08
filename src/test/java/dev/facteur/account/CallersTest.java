package dev.facteur.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.LocalUser;
import dev.facteur.testkit.AccountBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallersTest {
    private static final String SHOPS_USER = "59001";
    private static final String BLOGS_USER = "59002";
    private static final String SOMEBODY = "59003";
    private static final String GATEWAYS_USER = "59004";
    private static final String SHOPS_ADDRESS = "a@shop.example";
    private static final String BLOGS_ADDRESS = "a@blog.example";

    @TempDir Path folder;
    private AccountBook book;
    private Site shop;
    private Site blog;
    private Callers callers;

    @BeforeEach
    void openBook() throws Exception {
        book = AccountBook.open(folder);
        shop = book.sites().add("shop", false);
        blog = book.sites().add("blog", false);
        book.domains().add("shop.example", "shop", EnumSet.noneOf(DkimKey.Algorithm.class));
        book.domains().add("blog.example", "blog", EnumSet.noneOf(DkimKey.Algorithm.class));
        callers = new Callers(book.accounts(), List.of(LocalUser.named(GATEWAYS_USER)));
    }

    @AfterEach
    void closeBook() {
        book.close();
    }

    @Test
    void whereNoSiteHasCallersTheSenderTells() {
        assertThat(owner(SOMEBODY, null, SHOPS_ADDRESS)).isEqualTo(new LocalOwner.Of(shop));
        assertThat(owner(SOMEBODY, null, BLOGS_ADDRESS)).isEqualTo(new LocalOwner.Of(blog));
        assertThat(owner(SOMEBODY, null, "a@nobody.example")).isEqualTo(new LocalOwner.Nobody());
    }

    @Test
    void callerOfOneSiteSendsForItWhateverHeSaysHisSenderIs() throws Exception {
        book.sites().allow("shop", List.of(SHOPS_USER));
        for (var sender : new String[] {SHOPS_ADDRESS, BLOGS_ADDRESS, "www@host.example", null}) {
            assertThat(owner(SHOPS_USER, null, sender)).isEqualTo(new LocalOwner.Of(shop));
        }
    }

    @Test
    void siteWithCallersIsSpokenForByThoseAlone() throws Exception {
        book.sites().allow("shop", List.of(SHOPS_USER));
        book.sites().allow("blog", List.of(BLOGS_USER));
        assertThat(owner(BLOGS_USER, "shop", SHOPS_ADDRESS)).isEqualTo(stranger(BLOGS_USER, shop));
        assertThat(owner(SOMEBODY, "shop", SHOPS_ADDRESS)).isEqualTo(stranger(SOMEBODY, shop));
        assertThat(owner(SOMEBODY, null, SHOPS_ADDRESS)).isEqualTo(stranger(SOMEBODY, shop));
        assertThat(callers.owner(null, "shop", null)).isEqualTo(stranger("?", shop));
    }

    @Test
    void whoeverTheKernelHidesIsNotTrustedWithTheGatewaysOwnUser() throws Exception {
        var hidden = Files.readString(Path.of("/proc/sys/kernel/overflowuid")).strip();
        callers = new Callers(book.accounts(), List.of(LocalUser.named(hidden)));
        book.sites().allow("shop", List.of(SHOPS_USER));
        var caller = LocalUser.named(hidden);
        assertThat(owner(hidden, "shop", SHOPS_ADDRESS)).isEqualTo(stranger(caller.name(), shop));
    }

    @Test
    void changeOfASitesCallersHoldsAtOnce() throws Exception {
        book.sites().allow("shop", List.of(SHOPS_USER));
        assertThat(owner(SHOPS_USER, "shop", null)).isEqualTo(new LocalOwner.Of(shop));
        assertThat(owner(SOMEBODY, "shop", null)).isEqualTo(stranger(SOMEBODY, shop));
        book.sites().allow("shop", List.of(SOMEBODY));
        assertThat(owner(SHOPS_USER, "shop", null)).isEqualTo(stranger(SHOPS_USER, shop));
        assertThat(owner(SOMEBODY, "shop", null)).isEqualTo(new LocalOwner.Of(shop));
    }

    @Test
    void callerOfASiteSpeaksForNoOtherEvenWhereAnyoneElseMay() throws Exception {
        book.sites().allow("shop", List.of(SHOPS_USER));
        assertThat(owner(SHOPS_USER, "blog", BLOGS_ADDRESS)).isEqualTo(stranger(SHOPS_USER, blog));
        assertThat(owner(SOMEBODY, "blog", BLOGS_ADDRESS)).isEqualTo(new LocalOwner.Of(blog));
    }

    @Test
    void callerOfSeveralSitesNamesOneOrLetsTheSenderTell() throws Exception {
        book.sites().allow("shop", List.of(SOMEBODY));
        book.sites().allow("blog", List.of(BLOGS_USER, SOMEBODY));
        assertThat(owner(SOMEBODY, "blog", SHOPS_ADDRESS)).isEqualTo(new LocalOwner.Of(blog));
        assertThat(owner(SOMEBODY, null, SHOPS_ADDRESS)).isEqualTo(new LocalOwner.Of(shop));
    }

    @Test
    void theGatewaysOwnUserSpeaksForEverySite() throws Exception {
        book.sites().allow("shop", List.of(SHOPS_USER));
        assertThat(owner(GATEWAYS_USER, "shop", null)).isEqualTo(new LocalOwner.Of(shop));
        assertThat(owner(GATEWAYS_USER, null, BLOGS_ADDRESS)).isEqualTo(new LocalOwner.Of(blog));
    }

    @Test
    void domainOfTwoSitesGoesToTheOneThatTheCallerMaySpeakFor() throws Exception {
        book.domains().add("shop.example", "blog", EnumSet.noneOf(DkimKey.Algorithm.class));
        book.sites().allow("shop", List.of(SHOPS_USER));
        assertThat(owner(SOMEBODY, null, SHOPS_ADDRESS)).isEqualTo(new LocalOwner.Of(blog));
    }

    @Test
    void siteThatDoesNotExistIsUnknown() {
        assertThat(owner(GATEWAYS_USER, "x", null)).isEqualTo(new LocalOwner.Unknown("x"));
    }

    @Test
    void aUsersNumberMeansHimAsHisNameDoes() throws Exception {
        book.sites().allow("shop", List.of("0"));
        assertThat(owner("root", "shop", null)).isEqualTo(new LocalOwner.Of(shop));
        assertThat(owner(SOMEBODY, "shop", null)).isEqualTo(stranger(SOMEBODY, shop));
    }

    @Test
    void callersAreReplacedWholeAndGoWithTheSite() throws Exception {
        book.sites().allow("shop", List.of(SHOPS_USER, BLOGS_USER, SHOPS_USER));
        assertThat(book.accounts().callersOf(shop)).containsExactly(SHOPS_USER, BLOGS_USER);
        book.sites().allow("shop", List.of());
        assertThat(owner(SOMEBODY, "shop", null)).isEqualTo(new LocalOwner.Of(shop));
        book.sites().allow("shop", List.of(SHOPS_USER));
        book.sites().remove("shop");
        book.sites().add("shop", false);
        assertThat(owner(SOMEBODY, "shop", null)).isInstanceOf(LocalOwner.Of.class);
    }

    @Test
    void whatNobodyIsCalledIsRefused() {
        for (var name : List.of("", "a b", "-x", "a\n")) {
            assertThatThrownBy(() -> book.sites().allow("shop", List.of(name)))
                    .isInstanceOf(Objection.class);
        }
    }

    private LocalOwner owner(String user, @Nullable String site, @Nullable String sender) {
        try {
            var address = sender == null ? null : Address.parse(sender);
            return callers.owner(LocalUser.named(user), site, address);
        } catch (IOException | MalformedAddress wrong) {
            throw new AssertionError(wrong);
        }
    }

    private static LocalOwner stranger(String user, Site site) {
        return new LocalOwner.Stranger(user, site);
    }
}
