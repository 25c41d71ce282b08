package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Statement;
import dev.facteur.protocol.mime.PieceReader;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final Traits ALL =
            new Traits(true, true, true, true, Traits.FileTypes.STATED, true, Set.of());
    private static final Traits NOTHING =
            new Traits(false, false, false, false, Traits.FileTypes.NAMED, false, Set.of("x-own"));

    private static final String HEAD =
            "From: shop@example.com\nTo: ann@example.net\nSubject: hello\n";

    private static List<String> losses(Traits traits, String mail) throws Exception {
        return losses(traits, mail, "ann@example.net");
    }

    private static List<String> losses(Traits traits, String mail, String... to) throws Exception {
        var bytes = mail.replace("\n", "\r\n").getBytes(UTF_8);
        var pieces = PieceReader.read(new ByteArrayInputStream(bytes));
        return Losses.of(pieces, ApiBench.recipients(to), traits).stream()
                .map(Statement::english)
                .toList();
    }

    private static String file(String fields) {
        return HEAD
                + "Content-Type: multipart/related; boundary=m\n\n--m\n"
                + "Content-Type: text/html\n\n<p>\n--m\n"
                + fields
                + "\n--m--\n";
    }

    @Test
    void aPlainMailLosesNothing() throws Exception {
        assertThat(losses(ALL, HEAD + "X-Own: 1\n\nhello\n")).isEmpty();
    }

    @Test
    void aTextAloneIsLostWhereHtmlIsDemanded() throws Exception {
        assertThat(losses(NOTHING, HEAD + "\nhello\n"))
                .containsExactly("its plainness: it wants HTML");
        assertThat(losses(NOTHING, HEAD + "Content-Type: text/html\n\n<p>\n")).isEmpty();
    }

    @Test
    void anEmptySubjectIsLostEverywhere() throws Exception {
        assertThat(losses(ALL, "From: a@example.com\nSubject:\n\nx\n"))
                .containsExactly("its subject, which is empty");
    }

    @Test
    void aMailWithoutTextIsLostEverywhere() throws Exception {
        assertThat(losses(ALL, HEAD + "\n")).containsExactly("all of it, since its text is empty");
    }

    @Test
    void anImageInItsPlaceIsLostWhereNoneIsCarried() throws Exception {
        var image = file("Content-Type: image/png; name=a.png\nContent-ID: <a@x>\n\n1");
        assertThat(losses(ALL, image)).isEmpty();
        assertThat(losses(NOTHING, image))
                .containsExactly("the place of the image a.png in its text");
    }

    @Test
    void aFileWithoutANameIsLostEverywhere() throws Exception {
        assertThat(losses(ALL, file("Content-Type: application/pdf\n\n1")))
                .containsExactly("an attachment without a name (application/pdf)");
    }

    @Test
    void aTypeIsLostWhereTheNameDecides() throws Exception {
        for (var name : List.of("a.txt", "a.qqq", "a")) {
            var file = file("Content-Type: application/pdf; name=" + name + "\n\n1");
            assertThat(losses(ALL, file)).isEmpty();
            assertThat(losses(NOTHING, file))
                    .containsExactly("the type of the file " + name + " (application/pdf)");
        }
        assertThat(losses(NOTHING, file("Content-Type: application/pdf; name=a.PDF\n\n1")))
                .isEmpty();
    }

    @Test
    void aNameBeyondAsciiIsLostWhereItIsGarbled() throws Exception {
        var file = file("Content-Type: application/pdf; name=\"=?utf-8?q?=C3=A9.pdf?=\"\n\n1");
        assertThat(losses(ALL, file)).isEmpty();
        assertThat(losses(NOTHING, file)).containsExactly("the name of the file é.pdf");
    }

    @Test
    void aCharsetOfAFileIsLostWhereItIsIgnored() throws Exception {
        var file = file("Content-Type: text/csv; charset=utf-8; name=a.csv\n\né");
        assertThat(losses(ALL, file)).isEmpty();
        assertThat(losses(NOTHING, file)).containsExactly("the charset of the file a.csv");
    }

    @Test
    void severalReplyTosAreLostWhereOneHasAPlace() throws Exception {
        var mail =
                HEAD + "Reply-To: a@example.com, b@example.com\nContent-Type: text/html\n\n<p>\n";
        assertThat(losses(ALL, mail)).isEmpty();
        assertThat(losses(NOTHING, mail)).containsExactly("all but one of its Reply-To addresses");
    }

    @Test
    void aSenderBesideTheAuthorIsLost() throws Exception {
        assertThat(losses(ALL, HEAD + "Sender: desk@example.com\n\nx\n"))
                .containsExactly("the Sender header (desk@example.com)");
        assertThat(losses(ALL, HEAD + "Sender: SHOP@example.com\n\nx\n")).isEmpty();
    }

    @Test
    void fieldsAreLostThatStandTwiceOrAreNotAsciiOrAreNotPassedOn() throws Exception {
        assertThat(losses(ALL, HEAD + "X-A: 1\nX-a: 2\n\nx\n"))
                .containsExactly("all but one of its X-a headers");
        assertThat(losses(ALL, HEAD + "X-A: é\n\nx\n"))
                .containsExactly("characters of the header X-A");
        assertThat(losses(NOTHING, HEAD + "X-OWN: 1\nContent-Type: text/html\n\n<p>\n"))
                .containsExactly("the header X-OWN");
    }

    @Test
    void anAddressBeyondAsciiIsLostEverywhere() throws Exception {
        assertThat(losses(ALL, HEAD + "\nx\n", "ann@example.net", "zoë@example.net"))
                .containsExactly("the address zoë@example.net, which is not ASCII");
    }
}
