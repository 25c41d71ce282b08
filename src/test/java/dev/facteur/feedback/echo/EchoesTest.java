package dev.facteur.feedback.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.event.Echo;
import dev.facteur.event.Source;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Urgency;
import dev.facteur.queue.Lease;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoesTest {
    private static final Evidence EVIDENCE =
            new Evidence(Source.WEBHOOK, "sendgrid", "main", "[]".getBytes(StandardCharsets.UTF_8));

    @TempDir Path folder;
    private QueueScene scene;
    private Echoes echoes;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        echoes =
                new Echoes(
                        scene.database, scene.queue, scene.clock, new SimpleMeterRegistry(), true);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aMailThatWasDeliveredAndCameBackShowsBoth() throws Exception {
        var mail = delivered("anna");
        assertThat(settle(heard(recipient(mail, 0), hard(now()), "1")))
                .isEqualTo(new Echoes.Tally(1, 0, 0));
        assertThat(recipients(mail)).containsExactly("delivered bounced");
        assertThat(scene.events(mail))
                .containsExactly("accepted", "attempted", "delivered", "bounced");
    }

    @Test
    void aRepetitionChangesNothing() throws Exception {
        var mail = delivered("anna");
        settle(heard(recipient(mail, 0), confirmed(now()), "1"));
        var again = settle(heard(recipient(mail, 0), hard(now()), "1"));
        assertThat(again).isEqualTo(new Echoes.Tally(0, 1, 0));
        assertThat(recipients(mail)).containsExactly("delivered confirmed");
        assertThat(scene.events(mail)).doesNotContain("bounced");
    }

    @Test
    void oneReportOnTwoRecipientsIsAnEventOfEach() throws Exception {
        var mail = delivered("anna", "bob");
        var tally =
                settle(
                        heard(recipient(mail, 0), hard(now()), "1"),
                        heard(recipient(mail, 1), confirmed(now()), "1"));
        assertThat(tally.events()).isEqualTo(2);
        assertThat(recipients(mail)).containsExactly("delivered bounced", "delivered confirmed");
    }

    @Test
    void whatIsAboutNoMailOfOursIsCountedAndNoError() throws Exception {
        delivered("anna");
        var tally = settle(heard(About.recipient(new MailId(7), 0), hard(now()), "1"));
        assertThat(tally).isEqualTo(new Echoes.Tally(0, 0, 1));
        assertThat(evidence()).containsExactly("0 1");
    }

    @Test
    void theNextServersOwnIdLeadsToTheMailAndTheAddressToTheRecipient() throws Exception {
        var mail = delivered("anna", "bob");
        remoteId(mail, "0100-abc");
        var about = new About(null, null, "<0100-abc>", "", "Bob@Example.com");
        settle(heard(about, hard(now()), "1"));
        assertThat(recipients(mail)).containsExactly("delivered null", "delivered bounced");
    }

    @Test
    void aMessageIdLeadsToTheNewestMailWithThatAddress() throws Exception {
        var first = delivered("anna");
        var second = delivered("anna");
        var other = delivered("bob");
        for (var mail : List.of(first, second, other)) messageId(mail, "<x@shop.example>");
        settle(heard(About.messageId("x@shop.example", "anna@example.com"), hard(now()), "1"));
        assertThat(recipients(first)).containsExactly("delivered null");
        assertThat(recipients(second)).containsExactly("delivered bounced");
        assertThat(recipients(other)).containsExactly("delivered null");
    }

    @Test
    void aReportThatHidesTheRecipientIsHisWhereHeIsTheOnlyOne() throws Exception {
        var alone = delivered("anna");
        var several = delivered("anna", "bob");
        messageId(alone, "1@shop.example");
        messageId(several, "2@shop.example");
        settle(heard(About.messageId("1@shop.example", ""), complaint(now()), "1"));
        settle(heard(About.messageId("2@shop.example", ""), complaint(now()), "2"));
        assertThat(recipients(alone)).containsExactly("delivered complained");
        assertThat(recipients(several)).containsExactly("delivered null", "delivered null");
        assertThat(scene.events(several)).endsWith("complained");
    }

    @Test
    void aMessageIdWithAnAddressThatNoneOfSeveralHasIsNobodysMail() throws Exception {
        var mail = delivered("anna", "bob");
        messageId(mail, "1@shop.example");
        var tally =
                settle(
                        heard(
                                About.messageId("1@shop.example", "eve@example.com"),
                                hard(now()),
                                "1"));
        assertThat(tally.strange()).isEqualTo(1);
        assertThat(scene.events(mail)).doesNotContain("bounced");
    }

    @Test
    void whatEndsAMailStandsWhateverComesLate() throws Exception {
        var mail = delivered("anna");
        settle(heard(recipient(mail, 0), hard(now()), "1"));
        settle(heard(recipient(mail, 0), confirmed(now().plusSeconds(60)), "2"));
        settle(heard(recipient(mail, 0), delayed(now().plusSeconds(90)), "3"));
        assertThat(recipients(mail)).containsExactly("delivered bounced");
        settle(heard(recipient(mail, 0), complaint(now()), "4"));
        assertThat(recipients(mail)).containsExactly("delivered complained");
    }

    @Test
    void betweenASoftBounceAndAConfirmationTheLaterOneCountsInWhateverOrderTheyCome()
            throws Exception {
        var mail = delivered("anna", "bob");
        var early = now();
        var late = early.plusSeconds(60);
        settle(heard(recipient(mail, 0), confirmed(late), "1"));
        settle(heard(recipient(mail, 0), soft(early), "2"));
        settle(heard(recipient(mail, 1), soft(late), "3"));
        settle(heard(recipient(mail, 1), confirmed(early), "4"));
        assertThat(recipients(mail))
                .containsExactly("delivered confirmed", "delivered softly-bounced");
    }

    @Test
    void aDelayIsOverOnceAnythingElseIsKnown() throws Exception {
        var mail = delivered("anna");
        settle(heard(recipient(mail, 0), delayed(now()), "1"));
        assertThat(recipients(mail)).containsExactly("delivered delayed");
        settle(heard(recipient(mail, 0), confirmed(now().minusSeconds(60)), "2"));
        settle(heard(recipient(mail, 0), delayed(now().plusSeconds(60)), "3"));
        assertThat(recipients(mail)).containsExactly("delivered confirmed");
    }

    @Test
    void whoWasHeldBecauseNobodyKnewIsDeliveredOnceSomebodyDoes() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna");
        scene.settle(scene.lease(mail), State.HELD, null);
        settle(heard(recipient(mail.mail().id(), 0), confirmed(now()), "1"));
        assertThat(recipients(mail.mail().id())).containsExactly("delivered confirmed");
        assertThat(read("SELECT finished_at IS NOT NULL FROM mail")).containsExactly("1");
    }

    @Test
    void whoWaitsAfterAnAttemptThatFailedIsTriedAgainWhateverIsSaidOfHim() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna");
        scene.settle(scene.lease(mail), State.QUEUED, Duration.ofMinutes(1));
        settle(heard(recipient(mail.mail().id(), 0), confirmed(now()), "1"));
        assertThat(recipients(mail.mail().id())).containsExactly("queued confirmed");
    }

    @Test
    void theSenderIsOwedAReportOfAFailureThatIsProved() throws Exception {
        var mail = delivered("anna", "bob", "carl");
        settle(heard(new About(mail, null, "", "", "anna@example.com"), hard(now()), "1"));
        settle(heard(new About(mail, null, "", "", "bob@example.com"), soft(now()), "2"));
        settle(heard(recipient(mail, 2), complaint(now()), "3"));
        settle(heard(recipient(mail, 2), delayed(now()), "4"));

        assertThat(owed()).as("a provider may try again what is soft").containsExactly("0");
    }

    @Test
    void aReportByMailIsPassedOnWhereAReturnPathOfOursProvesIt() throws Exception {
        var mail = delivered("anna", "bob", "carl");
        var report = new Evidence(Source.BOUNCE, "mx.example.com", "", new byte[0]);
        settle(report, heard(recipient(mail, 0), hard(now()), "1"));
        settle(report, heard(new About(mail, null, "", "", "bob@example.com"), hard(now()), "2"));
        settle(report, heard(recipient(mail, 2), soft(now()), "3"));

        assertThat(owed()).containsExactly("0", "2");
    }

    @Test
    void nobodyIsOwedAReportWhereThatIsSwitchedOff() throws Exception {
        echoes =
                new Echoes(
                        scene.database, scene.queue, scene.clock, new SimpleMeterRegistry(), false);
        settle(heard(recipient(delivered("anna"), 0), hard(now()), "1"));

        assertThat(owed()).isEmpty();
    }

    private List<String> owed() {
        return read("SELECT number FROM recipient WHERE return_told = 1 ORDER BY number");
    }

    @Test
    void evidenceIsReadInOrderAndOnceAndWhatCannotBeReadStandsInNobodysWay() throws Exception {
        var mail = delivered("anna");
        EchoReader reader =
                evidence -> {
                    if (evidence.content().length == 0) throw new UnreadableEvidence("empty");
                    if (evidence.content().length == 1) throw new IllegalStateException("a bug");
                    return List.of(heard(recipient(mail, 0), hard(now()), "1"));
                };
        for (int size = 0; size < 3; size++) {
            echoes.keep(new Evidence(Source.WEBHOOK, "sendgrid", "main", new byte[size]));
        }
        try (var reading = new EchoReading(echoes, _ -> reader, scene.clock)) {
            reading.start();
            waitUntilRead();
        }
        assertThat(evidence()).containsExactly("0 0", "0 0", "1 0");
        assertThat(recipients(mail)).containsExactly("delivered bounced");
    }

    @Test
    void whateverReadingOrSettlingThrowsTheNextEvidenceIsRead() throws Exception {
        var mail = delivered("anna");
        EchoReader reader =
                evidence ->
                        switch (evidence.content().length) {
                            case 0 -> throw new StackOverflowError();
                            case 1 -> unsettled();
                            default -> List.of(heard(recipient(mail, 0), hard(now()), "1"));
                        };
        for (int size = 0; size < 3; size++) {
            echoes.keep(new Evidence(Source.WEBHOOK, "sendgrid", "main", new byte[size]));
        }
        try (var reading = new EchoReading(echoes, _ -> reader, scene.clock)) {
            reading.start();
            waitUntilRead();
        }
        assertThat(evidence()).containsExactly("0 0", "0 0", "1 0");
        assertThat(read("SELECT trouble FROM evidence ORDER BY id"))
                .containsExactly(
                        "an error of the program; see the log",
                        "an error of the program; see the log",
                        "");
    }

    /// Breaks whoever looks at it.
    private static List<Heard> unsettled() {
        return new AbstractList<>() {
            @Override
            public Heard get(int index) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public int size() {
                return 1;
            }
        };
    }

    @Test
    void aTimeToComeDoesNotKeepWhatIsToldLaterFromHolding() throws Exception {
        var mail = delivered("anna");
        var farAway = Instant.parse("9999-12-31T00:00:00Z");
        settle(heard(recipient(mail, 0), confirmed(farAway), "1"));
        scene.clock.advance(Duration.ofSeconds(1));
        settle(heard(recipient(mail, 0), soft(now()), "2"));
        assertThat(recipients(mail)).containsExactly("delivered softly-bounced");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "9999-12-31T00:00:00Z"})
    void aMailThatAnEchoFinishesIsFinishedNowWhateverTimeIsTold(Instant told) throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna");
        scene.settle(scene.lease(mail), State.HELD, null);
        var id = mail.mail().id();
        settle(heard(recipient(id, 0), confirmed(told), "1"));
        assertThat(read("SELECT finished_at FROM mail"))
                .containsExactly(String.valueOf(now().toEpochMilli()));
    }

    private void waitUntilRead() {
        org.awaitility.Awaitility.await().until(() -> echoes.unread() == null);
    }

    private MailId delivered(String... to) throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, to);
        Lease lease = scene.lease(mail);
        scene.settle(lease, State.DELIVERED, null);
        scene.clock.advance(Duration.ofSeconds(1));
        return mail.mail().id();
    }

    private Echoes.Tally settle(Heard... heard) throws Exception {
        return settle(EVIDENCE, heard);
    }

    private Echoes.Tally settle(Evidence evidence, Heard... heard) throws Exception {
        return echoes.settle(echoes.keep(evidence), evidence, List.of(heard));
    }

    private static Heard heard(About about, Echo echo, String id) {
        return new Heard(about, echo, id);
    }

    private static About recipient(MailId mail, int number) {
        return About.recipient(mail, number);
    }

    private Instant now() {
        return scene.clock.now();
    }

    private static Echo hard(Instant at) {
        return new Echo.Bounced(
                at, true, "unknown-recipient", "recipient", "5.1.1", "no such user");
    }

    private static Echo soft(Instant at) {
        return new Echo.Bounced(at, false, "mailbox-full", "recipient", "4.2.2", null);
    }

    private static Echo confirmed(Instant at) {
        return new Echo.Confirmed(at, null);
    }

    private static Echo delayed(Instant at) {
        return new Echo.Delayed(at, null, null, null);
    }

    private static Echo complaint(Instant at) {
        return new Echo.Complained(at, "abuse");
    }

    private void remoteId(MailId mail, String id) throws Exception {
        write("UPDATE recipient SET remote_id = ? WHERE mail_id = ?", id, mail);
    }

    private void messageId(MailId mail, String id) throws Exception {
        write("UPDATE mail SET message_id = ? WHERE id = ?", id, mail);
    }

    private void write(String sql, String id, MailId mail) throws Exception {
        scene.database.committer().commit(t -> t.update(sql, id, mail.value()));
    }

    private List<String> recipients(MailId mail) {
        return read(
                "SELECT state || ' ' || coalesce(fate, 'null') FROM recipient WHERE mail_id = "
                        + mail.value()
                        + " ORDER BY number");
    }

    private List<String> evidence() {
        return read("SELECT events || ' ' || strange FROM evidence ORDER BY id");
    }

    private List<String> read(String sql) {
        return scene.database
                .reads()
                .withHandle(h -> h.createQuery(sql).mapTo(String.class).list());
    }
}
