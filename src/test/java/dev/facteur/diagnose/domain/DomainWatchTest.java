package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Domain;
import dev.facteur.account.DomainRecords;
import dev.facteur.account.Fallback;
import dev.facteur.account.KeyState;
import dev.facteur.account.Verification;
import dev.facteur.account.Verification.By;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.mail.Statement;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.report.DomainHistory;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.Zone;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watch over domains' records, with a zone that the test writes and a clock that it turns.
class DomainWatchTest {
    private static final String SHOP = "shop.example";
    private static final String NS =
            "shop.example. NS ns1.host.example.\nns1.host.example. A 192.0.2.53\n";

    @TempDir Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T10:00:00Z"));
    private final Zone zone = Zone.of(NS);
    private Dns dns = zone;
    private AccountBook book;
    private DomainRecords records;
    private DomainWatch watch;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder, clock);
        book.sites().add("shop", false);
        book.domains().add(SHOP, "shop", EnumSet.of(Algorithm.RSA));
        begin();
    }

    private void begin() throws Exception {
        records = new DomainRecords(book.database(), clock);
        records.load();
        Dns asked = (name, type) -> dns.ask(name, type);
        var look =
                new DomainLook(
                        _ -> new Needs(List.of(), List.of(), false), asked, _ -> asked, clock);
        watch = new DomainWatch(book.accounts(), book.domains(), records, look, clock);
    }

    @AfterEach
    void close() {
        watch.close();
        book.close();
    }

    @Test
    void aDomainWhoseKeyIsSeenIsVerified() throws Exception {
        publishKey();
        watch.look(domain());
        assertThat(domain().verification()).isEqualTo(new Verification(clock.now(), By.DKIM));
        assertThat(kinds()).containsExactly("domain-added", "domain-verified");
    }

    @Test
    void aDomainWhoseTokenIsSeenIsVerified() throws Exception {
        var proof = domain().proof();
        zone.with(text(proof.recordName(), proof.recordValue()));
        watch.look(domain());
        assertThat(domain().verification()).isEqualTo(new Verification(clock.now(), By.OWNERSHIP));
    }

    @Test
    void nothingElseVerifies() throws Exception {
        var proof = domain().proof();
        var key = domain().keys().getFirst();
        book.domains().add("other.example", "shop", EnumSet.of(Algorithm.RSA));
        var other = book.accounts().domain("other.example").orElseThrow();
        zone.with(text(proof.recordName(), other.proof().recordValue()));
        zone.with(text(SHOP, proof.recordValue()));
        zone.with(text("_facteur.other.example", proof.recordValue()));
        zone.with(text(key.recordName(), other.keys().getFirst().recordValue()));
        watch.look(domain());
        watch.look(other);
        assertThat(domain().verified()).isFalse();
        assertThat(book.accounts().verified("other.example")).isFalse();
    }

    @Test
    void whatProvedItBeforeItWasRemovedProvesNothing() throws Exception {
        var proof = domain().proof();
        publishKey();
        zone.with(text(proof.recordName(), proof.recordValue()));
        book.domains().remove(SHOP);
        book.domains().add(SHOP, "shop", EnumSet.of(Algorithm.RSA));
        watch.look(domain());
        assertThat(domain().verified()).isFalse();
    }

    @Test
    void aRecordIsGoneWhenTwoLooksMissItAndItIsToldOnce() throws Exception {
        publishKey();
        watch.look(domain());
        withdrawKey();
        watch.look(domain());
        clock.advance(Duration.ofMinutes(1));
        watch.look(domain());
        assertThat(kinds()).doesNotContain("record-gone");
        assertThat(findings()).isEmpty();

        clock.advance(Duration.ofMinutes(4));
        watch.look(domain());
        clock.advance(Duration.ofHours(1));
        watch.look(domain());
        assertThat(kinds()).containsExactly("domain-added", "domain-verified", "record-gone");
        assertThat(domain().verified()).isTrue();
        assertThat(findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("domain-record-gone");
                    assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
                    assertThat(finding.records().getFirst().value())
                            .isEqualTo(domain().keys().getFirst().recordValue());
                });

        publishKey();
        watch.look(domain());
        assertThat(kinds()).endsWith("record-gone", "record-back");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aRestartForgetsNoLossAndTellsItNotAgain() throws Exception {
        publishKey();
        watch.look(domain());
        withdrawKey();
        watch.look(domain());
        begin();
        clock.advance(Duration.ofMinutes(5));
        watch.look(domain());
        begin();
        assertThat(findings()).hasSize(1);
        clock.advance(Duration.ofMinutes(5));
        watch.look(domain());
        assertThat(kinds()).containsOnlyOnce("record-gone");
    }

    @Test
    void dnsInTroubleTakesNothingAway() throws Exception {
        publishKey();
        watch.look(domain());
        dns = DomainWatchTest::failing;
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofHours(1));
            watch.look(domain());
        }
        assertThat(kinds()).doesNotContain("record-gone");
    }

    @Test
    void aRecordThatNeverStoodIsNotLost() throws Exception {
        watch.look(domain());
        clock.advance(Duration.ofMinutes(5));
        watch.look(domain());
        assertThat(kinds()).containsExactly("domain-added");
        assertThat(records.lost(domain())).isEmpty();
    }

    @Test
    void aPolicyThatWentIsToldAsMailWouldArriveAllTheSame() throws Exception {
        publishKey();
        zone.with(text("_dmarc." + SHOP, "v=DMARC1; p=reject"));
        watch.look(domain());
        zone.without("_dmarc." + SHOP + ".");
        watch.look(domain());
        clock.advance(Duration.ofMinutes(5));
        watch.look(domain());
        assertThat(findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.records().getFirst().value())
                            .isEqualTo("v=DMARC1; p=reject");
                });
    }

    @Test
    void aKeyThatSignsNoMoreIsMissedWhileMailIsOnItsWay() throws Exception {
        publishKey();
        watch.look(domain());
        signWithTheNextOnes();
        withdraw(domain().keys().getLast().recordName());
        watch.look(domain());
        clock.advance(Duration.ofMinutes(5));
        watch.look(domain());
        assertThat(kinds()).endsWith("record-gone");
    }

    private void signWithTheNextOnes() throws Exception {
        var keys = book.domains().keys();
        keys.prepare(SHOP, true, null);
        publishKey();
        keys.sign(domain(), domain().keysIn(KeyState.Next.class));
        watch.look(domain());
    }

    @Test
    void keysThatWereNeverPublishedVerifyNothingInWhateverState() throws Exception {
        var keys = book.domains().keys();
        keys.prepare(SHOP, true, null);
        keys.sign(domain(), domain().keysIn(KeyState.Next.class));
        watch.look(domain());
        assertThat(domain().verified()).isFalse();
    }

    @Test
    void keysThatAreNoLongerWantedAreForgottenInSilence() throws Exception {
        publishKey();
        watch.look(domain());
        signWithTheNextOnes();
        var old = domain().keys().getLast();
        book.domains().keys().retire(domain(), old);
        withdraw(old.recordName());
        watch.look(domain());
        clock.advance(Duration.ofMinutes(5));
        watch.look(domain());
        assertThat(kinds()).doesNotContain("record-gone");
    }

    @Test
    void aDomainIsLookedAtWhenItIsAddedAndAgainUntilItIsVerified() throws Exception {
        watch.start();
        awaitLook();
        publishKey();
        clock.advance(Duration.ofMinutes(1));
        await().until(() -> domain().verified());
    }

    @Test
    void newKeysAreLookedForAtOnce() throws Exception {
        publishKey();
        watch.start();
        await().until(() -> domain().verified());
        awaitLook();
        book.domains().keys().prepare(SHOP, true, null);
        var looked = clock.now();
        clock.advance(Duration.ofSeconds(30));
        await().until(() -> records.lookedAt(domain()).orElse(looked).isAfter(looked));
    }

    @Test
    void aBrokenLookLetsTheOthersHaveTheirTurn() throws Exception {
        for (int i = 0; i < 6; i++) {
            book.domains().add("d" + i + ".example", "shop", EnumSet.of(Algorithm.ED25519));
        }
        dns =
                (name, type) -> {
                    if (!name.matches(".*d[0-4]\\.example.*")) return zone.ask(name, type);
                    throw new IllegalStateException("a bug");
                };
        watch.start();
        await().until(() ->
                book.accounts().domains().stream()
                                .filter(each -> records.lookedAt(each).isPresent())
                                .count()
                        == 2);
    }

    private void awaitLook() {
        await().until(() -> records.lookedAt(domain()).isPresent());
    }

    private Domain domain() {
        return book.accounts().domain(SHOP).orElseThrow();
    }

    private void publishKey() {
        var key = domain().keys().getFirst();
        zone.with(text(key.recordName(), key.recordValue()));
    }

    private void withdrawKey() {
        withdraw(domain().keys().getFirst().recordName());
    }

    private void withdraw(String name) {
        zone.without(name + ".");
    }

    private static String text(String name, String value) {
        var strings = new ArrayList<String>();
        for (int i = 0; i < value.length(); i += 200) {
            strings.add(value.substring(i, Math.min(value.length(), i + 200)));
        }
        return name + ". TXT \"" + String.join("\" \"", strings) + "\"";
    }

    private List<String> kinds() {
        return new DomainHistory(book.database().reads())
                .latest(SHOP, 100).reversed().stream().map(DomainHistory.Happening::kind).toList();
    }

    private List<Finding> findings() throws InterruptedException {
        var check = new DomainsStand(book.accounts(), records, Fallback.none(book.accounts()));
        var findings = new ArrayList<Finding>();
        for (var look : check.looks(Scope.ALL)) findings.addAll(look.eyes().see());
        return findings;
    }

    private static DnsAnswer failing(String name, RecordType type) throws DnsTrouble {
        throw new DnsTrouble(DnsTrouble.Kind.TIMEOUT, Statement.quoting(name + " " + type));
    }
}
