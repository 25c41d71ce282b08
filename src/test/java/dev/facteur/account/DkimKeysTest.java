package dev.facteur.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.platform.Surroundings;
import dev.facteur.testkit.AccountBook;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DkimKeysTest {
    private static final String SHOP = "shop.example";
    private static final Set<Algorithm> BOTH = EnumSet.allOf(Algorithm.class);

    @TempDir Path folder;
    private AccountBook book;
    private DkimKeys keys;

    @BeforeEach
    void open() throws Exception {
        var zone = new HostedZone("dkim.host.example");
        var rules = KeyRules.of(zone, Duration.ofDays(3), Duration.ofDays(180));
        book = AccountBook.open(folder, Surroundings.system(), rules);
        keys = book.domains().keys();
        book.sites().add("shop", false);
    }

    @AfterEach
    void close() {
        book.close();
    }

    private Domain domain() throws Objection {
        return keys.named(SHOP);
    }

    private Domain own() throws Exception {
        return book.domains().add(SHOP, "shop", BOTH, false);
    }

    private Domain hosted() throws Exception {
        return book.domains().add(SHOP, "shop", BOTH, true);
    }

    private Domain switched() throws Exception {
        var prepared = keys.prepare(SHOP, true, null);
        keys.sign(prepared, prepared.keysIn(KeyState.Next.class));
        return domain();
    }

    private static List<String> selectors(List<DkimKey> keys) {
        return keys.stream().map(DkimKey::selector).toList();
    }

    private static List<String> targets(Domain domain) {
        return domain.keys().stream()
                .map(key -> Objects.requireNonNull(key.hosting()).target())
                .toList();
    }

    private List<String> events() {
        return book.database()
                .reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT kind FROM event WHERE domain = ? ORDER BY id")
                                .bind(0, SHOP)
                                .mapTo(String.class)
                                .list());
    }

    @Test
    void theFirstKeysOfAnOwnerSignAtOnce() throws Exception {
        assertThat(own().keysIn(KeyState.Signing.class)).hasSize(2);
    }

    @Test
    void theFirstKeysThatWePublishWaitForTheirRecord() throws Exception {
        assertThat(selectors(hosted().keysIn(KeyState.Next.class)))
                .containsExactlyInAnyOrder("facteur1r", "facteur1e");
        assertThat(book.accounts().dkimKeys(SHOP)).isEmpty();
    }

    @Test
    void whereThereIsAZoneNewDomainsAreHosted() throws Exception {
        assertThat(book.domains().add(SHOP, "shop", BOTH).hostsKeys()).isTrue();
    }

    @Test
    void nextKeysSignOnlyAfterTheSwitchAndThoseBeforeThemNoLonger() throws Exception {
        var old = selectors(own().keys());
        var prepared = keys.prepare(SHOP, true, null);
        assertThat(selectors(book.accounts().dkimKeys(SHOP))).isEqualTo(old);

        keys.sign(prepared, prepared.keysIn(KeyState.Next.class));

        assertThat(selectors(book.accounts().dkimKeys(SHOP)))
                .hasSize(2)
                .doesNotContainAnyElementsOf(old);
        assertThat(selectors(domain().keysIn(KeyState.Retiring.class))).isEqualTo(old);
        assertThat(events()).containsExactly("domain-added", "keys-made", "keys-switched");
    }

    @Test
    void oneAlgorithmChangesWithoutTheOther() throws Exception {
        own();
        var prepared = keys.prepare(SHOP, true, null);
        var rsa =
                prepared.keysIn(KeyState.Next.class).stream()
                        .filter(key -> key.algorithm() == Algorithm.RSA)
                        .toList();
        keys.sign(prepared, rsa);
        assertThat(domain().keysIn(KeyState.Retiring.class))
                .extracting(DkimKey::algorithm)
                .containsExactly(Algorithm.RSA);
        assertThat(domain().keysIn(KeyState.Signing.class))
                .extracting(DkimKey::algorithm)
                .containsExactlyInAnyOrder(Algorithm.RSA, Algorithm.ED25519);
    }

    @Test
    void aDomainKeepsItsAlgorithms() throws Exception {
        book.domains().add("rsa.example", "shop", Set.of(Algorithm.RSA), false);
        assertThat(keys.prepare("rsa.example", true, null).keys())
                .extracting(DkimKey::algorithm)
                .containsExactly(Algorithm.RSA, Algorithm.RSA);
    }

    @Test
    void nextKeysThatWaitAreKeptWhenSomebodyAsksAgain() throws Exception {
        own();
        var first = selectors(keys.prepare(SHOP, true, null).keys());
        var again = keys.prepare(SHOP, false, null);
        assertThat(selectors(again.keys())).isEqualTo(first);
        assertThat(again.keysIn(KeyState.Next.class))
                .allMatch(key -> key.state() instanceof KeyState.Next next && !next.byItself());
    }

    @Test
    void nextKeysForAnotherPlaceTakeTheirPlace() throws Exception {
        own();
        var dropped = selectors(keys.prepare(SHOP, true, false).keysIn(KeyState.Next.class));
        var moved = keys.prepare(SHOP, true, true);
        assertThat(selectors(moved.keysIn(KeyState.Retired.class))).isEqualTo(dropped);
        assertThat(selectors(moved.keysIn(KeyState.Next.class)))
                .containsExactlyInAnyOrder("facteur1r", "facteur1e");
    }

    @Test
    void aSelectorNeverNamesTwoKeysOfOneDay() throws Exception {
        own();
        switched();
        assertThat(selectors(keys.prepare(SHOP, true, null).keys()))
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSlotIsTakenUntilItsKeyIsForgotten() throws Exception {
        hosted();
        switched();
        assertThat(selectors(switched().keysIn(KeyState.Signing.class)))
                .containsExactlyInAnyOrder("facteur2r", "facteur2e");

        assertThatThrownBy(() -> keys.prepare(SHOP, true, null))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("in use");
        for (var old : domain().keysIn(KeyState.Retiring.class)) keys.forget(domain(), old);
        assertThat(selectors(keys.prepare(SHOP, true, null).keysIn(KeyState.Next.class)))
                .containsExactlyInAnyOrder("facteur1r", "facteur1e");
        assertThat(events()).filteredOn("key-retired"::equals).hasSize(2);
    }

    @Test
    void whoeverAddsADomainAgainNeedsOtherAliases() throws Exception {
        var before = hosted().aliases();
        book.domains().remove(SHOP);
        var after = hosted().aliases();
        assertThat(after).hasSize(4).doesNotContainAnyElementsOf(before);
        assertThat(after)
                .extracting(Domain.Alias::name)
                .containsExactlyInAnyOrderElementsOf(
                        before.stream().map(Domain.Alias::name).toList());
    }

    @Test
    void aRemovedDomainLeavesItsRecordsForMailOnItsWay() throws Exception {
        var targets = targets(hosted());
        book.domains().remove(SHOP, "shop");
        var left = book.accounts().abandonedKeys();
        assertThat(left)
                .extracting(DkimKeys.Abandoned::target)
                .containsExactlyInAnyOrderElementsOf(targets);
        var sixDays = Instant.now().plus(Duration.ofDays(6));
        assertThat(left).allMatch(each -> each.dueAt().isAfter(sixDays));
    }

    @Test
    void aNameTooLongForTheZoneIsToldAndNothingIsAdded() {
        var longest = ("a".repeat(57) + ".").repeat(4) + "example";
        assertThatThrownBy(() -> book.domains().add(longest, "shop", BOTH, true))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("too long");
        assertThat(book.accounts().domains()).isEmpty();
    }

    @Test
    void aSwitchThatComesTwiceIsOne() throws Exception {
        own();
        var prepared = keys.prepare(SHOP, true, null);
        keys.sign(prepared, prepared.keysIn(KeyState.Next.class));
        keys.sign(prepared, prepared.keysIn(KeyState.Next.class));
        assertThat(book.accounts().dkimKeys(SHOP)).hasSize(2);
        assertThat(events()).filteredOn("keys-switched"::equals).hasSize(1);
    }

    @Test
    void whoAskAtOnceAllGetTheSameNextKeys() throws Exception {
        own();
        var answers = new ArrayList<Future<List<String>>>();
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                answers.add(askers.submit(() -> nextKeys(keys.prepare(SHOP, true, null))));
            }
        }
        var kept = nextKeys(domain());
        assertThat(kept).hasSize(2);
        for (var answer : answers) assertThat(answer.get()).isEqualTo(kept);
    }

    private static List<String> nextKeys(Domain domain) {
        return domain.keysIn(KeyState.Next.class).stream().map(DkimKey::publicKey).toList();
    }

    @Test
    void aRecordStaysForTheLongestLifetimeAndADayAndForAWeekAtLeast() {
        assertThat(KeyRules.of(null, Duration.ofDays(3), null).stay())
                .isEqualTo(Duration.ofDays(7));
        assertThat(KeyRules.of(null, Duration.ofDays(10), null).stay())
                .isEqualTo(Duration.ofDays(11));
    }

    @Test
    void statesSurviveARestart() throws Exception {
        var first = hosted();
        keys.published(first.keys(), Instant.ofEpochMilli(5));
        keys.seen(first.keys(), Instant.ofEpochMilli(7));
        var before = domain();
        try (var again = AccountBook.open(folder)) {
            var after = again.accounts().domain(SHOP).orElseThrow();
            assertThat(after.keys()).extracting(DkimKey::state).isEqualTo(states(before));
            assertThat(after.keys())
                    .extracting(DkimKey::hosting)
                    .isEqualTo(before.keys().stream().map(DkimKey::hosting).toList());
        }
    }

    private static List<KeyState> states(Domain domain) {
        return domain.keys().stream().map(DkimKey::state).toList();
    }
}
