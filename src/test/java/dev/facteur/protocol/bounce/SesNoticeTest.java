package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.bounce.Returned.Bounce;
import dev.facteur.protocol.bounce.Returned.Complaint;
import dev.facteur.protocol.bounce.Returned.Other;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SesNoticeTest {
    @Test
    void bounceNamesEachRecipientWithWhatWasSaidOfHim() throws IOException {
        var bounce =
                (Bounce)
                        read(
                                """
                                {"notificationType":"Bounce","bounce":{"bouncedRecipients":[
                                {"emailAddress":"ann@example.net","action":"failed","status":"5.1.1",
                                "diagnosticCode":"smtp; 550 5.1.1 no \\"Ann\\" here"},
                                {"emailAddress":"bob@example.net"}],
                                "reportingMTA":"dsn; a8-50.smtp-out.amazonses.com"},
                                "mail":{"headers":[{"name":"Message-ID","value":"<1@example.com>"}]}}
                                """);
        assertThat(bounce.statements())
                .extracting(statement -> statement.address() + " " + statement.reply())
                .containsExactly(
                        "ann@example.net 550 5.1.1 no \"Ann\" here", "bob@example.net null");
        assertThat(bounce.original().first("Message-ID")).contains("<1@example.com>");
    }

    @Test
    void lineThatWasBrokenOnTheWayIsWhole() throws IOException {
        var complaint =
                (Complaint)
                        read(
                                """
                                {"notificationType":"Complaint","complaint":{"complainedRecipients":[{"email!
                                 Address":"ann@example.net"}]}}
                                """);
        assertThat(complaint.recipients()).hasToString("[ann@example.net]");
    }

    @Test
    void deliveryIsGoodNews() throws IOException {
        var text =
                "{\"notificationType\":\"Delivery\",\"recipients\":[\"a@x.example\",\"b@x.example\"]}";
        assertThat(((Bounce) read(text)).statements())
                .extracting(ReportedRecipient::action)
                .containsExactly(Action.DELIVERED, Action.DELIVERED);
    }

    @Test
    void whatItDoesNotKnowIsSomethingElse() throws IOException {
        assertThat(read("{\"notificationType\":\"Click\"}")).isEqualTo(new Other());
        assertThat(read("{\"notificationType\":\"Bounce\",\"bouncedRecipients\":["))
                .isEqualTo(new Other());
    }

    private static Returned read(String json) throws IOException {
        var mail = "From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n" + json;
        return BounceReader.read(new ByteArrayInputStream(mail.getBytes(UTF_8)));
    }
}
