package dev.facteur.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.event.Echo;
import dev.facteur.event.MailEvent;
import dev.facteur.event.Trace;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.db.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionRulesTest {
    private static final String BOB = "Bob@example.com";

    @TempDir Path folder;
    private Database database;
    private Instant now = Instant.parse("2026-11-24T09:00:00Z");
    private long mails;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder.resolve("facteur.db"), () -> {});
        database.committer()
                .commit(t ->
                        t.update("INSERT INTO site (id, name, created_at) VALUES (1, 'a', 0)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDeadAddressIsLeftAloneInBothStreamsForEver() throws Exception {
        happens(bounced(true, "unknown-recipient"));
        assertThat(standing())
                .containsExactly("transactional hard-bounce", "broadcast hard-bounce");
        now = now.plus(Duration.ofDays(4_000));
        assertThat(standing()).hasSize(2);
    }

    @Test
    void anAddressWhoseDomainIsGoneGetsAnotherChanceAfterAMonth() throws Exception {
        happens(bounced(true, "unknown-domain"));
        assertThat(standing()).hasSize(2);
        now = now.plus(Duration.ofDays(31));
        assertThat(standing()).isEmpty();
    }

    @Test
    void whatOurOwnAttemptMetCountsLikeABounce() throws Exception {
        happens(failed("mailbox-disabled"));
        assertThat(standing())
                .containsExactly("transactional hard-bounce", "broadcast hard-bounce");
    }

    /// Whatever the sender's account, content or policy brings about says nothing of the address.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy",
                "policy-dmarc",
                "policy-spf",
                "content",
                "reputation",
                "ip-listed",
                "sender-not-verified",
                "sender-refused",
                "relay-denied",
                "too-large",
                "malformed",
                "credit-gone",
                "account-suspended",
                "loop",
                "rate",
                "refused",
                "mailbox-full"
            })
    void nobodyIsSuppressedForWhatIsTheSendersFault(String reason) throws Exception {
        for (int i = 0; i < 5; i++) {
            happens(failed(reason));
            if (!reason.equals("mailbox-full")) happens(bounced(false, reason));
        }
        assertThat(standing()).isEmpty();
    }

    /// Whoever reports it may call it what he likes.
    @ParameterizedTest
    @ValueSource(strings = {"policy", "content", "ip-listed", "reputation", "sender-refused"})
    void aHardBounceForTheSendersFaultSuppressesNobody(String reason) throws Exception {
        for (int i = 0; i < 5; i++) happens(bounced(true, reason));
        assertThat(standing()).isEmpty();
    }

    @Test
    void aBounceThatIsForGoodAndSaysNoMoreCounts() throws Exception {
        happens(bounced(true, "refused"));
        assertThat(standing()).hasSize(2);
    }

    @Test
    void aComplaintAboutATransactionalMailCountsInBothStreams() throws Exception {
        happens(new Echo.Complained(now, "abuse"));
        assertThat(standing()).containsExactly("transactional complaint", "broadcast complaint");
    }

    @Test
    void whoCallsABroadcastSpamIsStillAnswered() throws Exception {
        happens(Stream.BROADCAST, new Echo.Complained(now, "abuse"));
        assertThat(standing()).containsExactly("broadcast complaint");
    }

    @Test
    void whoUnsubscribesIsStillAnsweredWhateverTheStreamOfTheMail() throws Exception {
        happens(new Echo.Unsubscribed(now));
        assertThat(standing()).containsExactly("broadcast unsubscribed");
    }

    @Test
    void threeMailsThatWereGivenUpWithinTwoWeeksRestAnAddressForAWeek() throws Exception {
        happens(bounced(false, "mailbox-full"));
        now = now.plus(Duration.ofDays(6));
        happens(bounced(false, "mailbox-full"));
        assertThat(standing()).isEmpty();
        now = now.plus(Duration.ofDays(6));
        happens(bounced(false, "mailbox-full"));
        assertThat(standing())
                .containsExactly("transactional soft-bounces", "broadcast soft-bounces");
        now = now.plus(Duration.ofDays(8));
        assertThat(standing()).isEmpty();
    }

    @Test
    void mailsThatWereGivenUpSeldomRestNobody() throws Exception {
        for (int i = 0; i < 6; i++) {
            happens(bounced(false, "mailbox-full"));
            now = now.plus(Duration.ofDays(8));
        }
        assertThat(standing()).isEmpty();
    }

    @Test
    void oneMailThatIsReportedThriceIsOneMail() throws Exception {
        for (int i = 0; i < 3; i++) {
            happens(bounced(false, "mailbox-full"));
            mails--;
        }
        assertThat(standing()).isEmpty();
    }

    @Test
    void theProvidersOwnListCountsForTheStreamOfTheMailAndForAMonth() throws Exception {
        happens(new Echo.Dropped(now, "suppressed", "you", "Bounced Address"));
        assertThat(standing()).containsExactly("transactional provider");
        now = now.plus(Duration.ofDays(31));
        assertThat(standing()).isEmpty();
    }

    @Test
    void whatIsForEverIsNotMadeShorterByWhatIsNot() throws Exception {
        happens(new Echo.Complained(now, "abuse"));
        happens(new Echo.Dropped(now, "suppressed", "you", null));
        assertThat(standing()).containsExactly("transactional complaint", "broadcast complaint");
    }

    @Test
    void whatIsForEverTakesThePlaceOfWhatIsNot() throws Exception {
        happens(new Echo.Dropped(now, "suppressed", "you", null));
        happens(new Echo.Complained(now, "abuse"));
        assertThat(standing()).containsExactly("transactional complaint", "broadcast complaint");
    }

    @Test
    void aSiteThatIsGoneHasNoList() throws Exception {
        database.committer().commit(t -> t.update("DELETE FROM site"));
        happens(new Echo.Complained(now, "abuse"));
        assertThat(standing()).isEmpty();
    }

    private Echo bounced(boolean hard, String reason) {
        return new Echo.Bounced(now, hard, reason, "recipient", null, "gone");
    }

    private static MailEvent failed(@Nullable String reason) {
        return new MailEvent.Failed(
                new Trace(1, "main", null, null, null, null, null, null, null, null, reason, null));
    }

    private void happens(MailEvent event) throws Exception {
        happens(Stream.TRANSACTIONAL, event);
    }

    private void happens(Stream stream, MailEvent event) throws Exception {
        var subject = new SuppressionRules.Subject(1, stream, BOB, new MailId(++mails), null);
        database.committer()
                .commit(t -> {
                    SuppressionRules.apply(t, subject, event, now);
                    return 0;
                });
    }

    /// What mail to him would meet now, in both streams.
    private List<String> standing() throws Exception {
        return database.committer()
                .commit(t -> {
                    var found = new java.util.ArrayList<String>();
                    for (var stream : Stream.values()) {
                        SuppressionTable.standing(t, 1, stream, "bob@EXAMPLE.com", "", now)
                                .ifPresent(
                                        one -> found.add(stream.word() + " " + one.cause().word()));
                    }
                    return found;
                });
    }
}
