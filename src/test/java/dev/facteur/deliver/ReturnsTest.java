package dev.facteur.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.event.Echo;
import dev.facteur.event.EventLog;
import dev.facteur.event.Origin;
import dev.facteur.event.Source;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Urgency;
import dev.facteur.queue.Lease;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who hears of mail that came back after it was delivered.
class ReturnsTest {
    @TempDir Path folder;
    private final ReportedMails told = new ReportedMails();
    private final List<NewMail> reported = told.mails;
    private QueueScene scene;
    private Returns returns;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        returns = returns("bounce.example.com");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Returns returns(String ours) {
        return new Returns(scene.queue, told.of(scene), scene.clock, ours);
    }

    private NewMail delivered(String... to) throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, to);
        scene.settle(scene.lease(mail), State.DELIVERED, null);
        return mail;
    }

    /// A recipient's mail comes back.
    private void comeBack(NewMail mail, int recipient, String id, String reply) throws Exception {
        var at = scene.clock.now();
        var echo = new Echo.Bounced(at, true, null, null, "5.1.1", reply);
        scene.database
                .committer()
                .commit(transaction -> {
                    var origin = new Origin(Source.BOUNCE, "mx.example.com", id, null);
                    EventLog.append(transaction, mail.mail().id(), recipient, at, echo, origin);
                    scene.queue.owe(transaction, mail.mail().id(), recipient);
                    return 0;
                });
    }

    private String text(NewMail report) throws Exception {
        try (var content = scene.spool.open(report.mail().place())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theSenderIsToldWhoDidNotGetItAndWhy() throws Exception {
        var mail = delivered("anna", "bob");
        comeBack(mail, 1, "1", "550 5.1.1 No such user");

        returns.run();

        assertThat(reported).hasSize(1);
        var report = reported.getFirst();
        assertThat(report.envelope().sender()).isNull();
        assertThat(report.envelope().recipients())
                .extracting(recipient -> recipient.address().toString())
                .containsExactly("shop@example.org");
        assertThat(text(report))
                .contains("Auto-Submitted: auto-replied", "report-type=delivery-status")
                .contains("Final-Recipient: rfc822; bob@example.com", "Action: failed")
                .contains("Status: 5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 No such user")
                .doesNotContain("anna@example.com");
        assertThat(scene.events(mail.mail().id())).endsWith("bounced", "reported");
    }

    @Test
    void theTypeThatAProviderQuotesIsNotToldTwice() throws Exception {
        comeBack(delivered("anna"), 0, "1", "smtp;550 5.1.1 gone");

        returns.run();

        assertThat(text(reported.getFirst())).contains("Diagnostic-Code: smtp; 550 5.1.1 gone");
    }

    @Test
    void whatNobodyExplainsIsReportedAllTheSame() throws Exception {
        comeBack(delivered("anna"), 0, "1", "");

        returns.run();

        assertThat(text(reported.getFirst())).contains("x-facteur; The next server had taken it");
    }

    @Test
    void heIsToldOnceOfEachRecipientWhateverElseComesBack() throws Exception {
        var mail = delivered("anna", "bob");
        comeBack(mail, 0, "1", "550 gone");
        returns.run();
        comeBack(mail, 0, "2", "550 gone, says another");
        comeBack(mail, 1, "3", "550 gone too");
        returns.run();
        returns("").run();

        assertThat(reported).hasSize(2);
    }

    @Test
    void aMailThatEndedHereHasItsReportAlready() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna");
        scene.settle(scene.lease(mail), State.FAILED, null);
        comeBack(mail, 0, "1", "550 gone");

        returns.run();

        assertThat(reported).isEmpty();
    }

    @Test
    void aBounceThatIsFasterThanTheNoteOfTheDeliveryIsToldAfterIt() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna");
        Lease lease = scene.lease(mail);
        comeBack(mail, 0, "1", "550 gone");
        returns.run();
        assertThat(reported).isEmpty();

        scene.settle(lease, State.DELIVERED, null);
        returns.run();

        assertThat(reported).hasSize(1);
    }

    @Test
    void whoWantsNoReportsGetsNone() throws Exception {
        scene.notification(Notify.NEVER);
        comeBack(delivered("anna"), 0, "1", "550 gone");

        assertThat(returns.run()).isTrue();

        assertThat(reported).isEmpty();
        assertThat(returns.run()).as("and is not looked at again").isFalse();
    }

    @Test
    void aReportIsNeverSentToUsNorToTheAddressThatIsGone() throws Exception {
        comeBack(delivered("anna"), 0, "1", "550 gone");
        returns("Example.org").run();
        comeBack(delivered("Shop@example.org"), 0, "2", "550 gone");
        returns.run();

        assertThat(reported).isEmpty();
    }

    @Test
    void nobodyIsToldOfAReportThatCameBack() throws Exception {
        comeBack(delivered("anna"), 0, "1", "550 gone");
        returns.run();
        var report = reported.getFirst();
        scene.settle(scene.lease(report), State.DELIVERED, null);
        comeBack(report, 0, "2", "550 the sender is gone as well");

        returns.run();

        assertThat(reported).hasSize(1);
    }

    @Test
    void aSiteHearsOfAHundredAnHour() throws Exception {
        var many = new String[Returns.MOST_AN_HOUR + 1];
        for (int i = 0; i < many.length; i++) many[i] = "user" + i;
        var mail = delivered(many);
        for (int i = 0; i < many.length; i++) comeBack(mail, i, "id" + i, "550 gone");
        returns.run();
        assertThat(reported).hasSize(Returns.MOST_AN_HOUR);

        scene.clock.advance(Duration.ofHours(1));
        comeBack(delivered("anna"), 0, "1", "550 gone");
        returns.run();
        assertThat(reported).hasSize(Returns.MOST_AN_HOUR + 1);
    }

    @Test
    void ofAMailWhoseBytesAreForgottenTheSubjectIsGivenBack() throws Exception {
        var mail = delivered("anna");
        sql("UPDATE mail SET content_key = NULL, subject = 'Your order', message_id = '<1@x>'");
        comeBack(mail, 0, "1", "550 gone");

        returns.run();

        assertThat(text(reported.getFirst())).contains("Subject: Your order", "Message-ID: <1@x>");
    }

    private void sql(String statement) throws Exception {
        scene.database.committer().commit(transaction -> transaction.update(statement));
    }
}
