package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.bounce.Returned.Bounce;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

/// What holds for every report, however odd.
final class BouncePropertiesTest {
    @Property(tries = 300)
    void everyMailIsRead(@ForAll("mails") String mail) throws IOException {
        var returned = BounceReader.read(new ByteArrayInputStream(mail.getBytes(UTF_8)));
        if (returned instanceof Bounce bounce) assertThat(bounce.statements()).isNotEmpty();
    }

    @Provide
    Arbitrary<String> mails() {
        return Arbitraries.of(
                        "From: mailer-daemon\n",
                        "Subject: returned mail\n",
                        "Content-Type: multipart/report; boundary=b\n",
                        "Content-Type: message/delivery-status\n",
                        "Content-Type: text/html\n",
                        "\n--b\n",
                        "\n--b--\n",
                        "\n\n",
                        "Final-Recipient: rfc822; a@b.example\n",
                        "Original-Recipient: ;;@\n",
                        "Status: 5.1.1\n",
                        "<a@b.example>: ",
                        "550-5.1.1 ",
                        "550 ",
                        ">>> RCPT To:<c@d.example>\n",
                        "Received: x\nMessage-ID: y\n",
                        "&lt;",
                        "<style>",
                        "é",
                        "@")
                .list()
                .ofMaxSize(25)
                .map(pieces -> String.join("", pieces));
    }

    @Property(tries = 100)
    void replyOfEachRecipientStaysHis(@ForAll @IntRange(min = 1, max = 30) int count)
            throws IOException {
        var text = new StringBuilder("From: mailer-daemon@x.example\nSubject: failure notice\n\n");
        for (int i = 0; i < count; i++) {
            text.append("<r%d@example.net>:\nIt said: 550 5.1.%d no\n\n".formatted(i, i));
        }
        var bounce =
                (Bounce)
                        BounceReader.read(
                                new ByteArrayInputStream(text.toString().getBytes(UTF_8)));
        assertThat(bounce.statements()).hasSize(count);
        for (int i = 0; i < count; i++) {
            var statement = bounce.statements().get(i);
            assertThat(statement.address()).hasToString("r" + i + "@example.net");
            assertThat(statement.reply()).hasToString("550 5.1." + i + " no");
            assertThat(statement.action()).isEqualTo(Action.FAILED);
        }
    }

    /// A megabyte of what each scanner looks for takes no more than a moment; the limit is for a
    /// machine that does other things beside.
    @Example
    void noTextMakesItSlow() {
        for (var piece :
                new String[] {"@", "a@", "<a@b.example>\n", "550 ", "5.1.", "&", "<", "=?"}) {
            var mail =
                    "From: mailer-daemon\nSubject: returned mail\n\n"
                            + piece.repeat(1_000_000 / piece.length());
            Assertions.assertTimeout(
                    Duration.ofSeconds(3),
                    () -> {
                        var bytes = mail.getBytes(UTF_8);
                        var returned = BounceReader.read(new ByteArrayInputStream(bytes));
                        assertThat(returned).isInstanceOf(Bounce.class);
                    });
        }
    }
}
