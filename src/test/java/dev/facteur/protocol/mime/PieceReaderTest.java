package dev.facteur.protocol.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.Statement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class PieceReaderTest {
    private static final String HEAD =
            """
            Received: from here
            From: =?UTF-8?Q?Caf=C3=A9?= <shop@example.com>
            To: Ann <ann@example.net>, bob@example.net
            Cc: carl@example.net
            Reply-To: help@example.com
            Subject: =?UTF-8?Q?Votre_commande_n=C2=B0_7?=
            Message-ID: <1@example.com>
            X-Order: 7
             and more
            MIME-Version: 1.0
            """;

    private static Pieces read(String mail) throws Exception {
        return PieceReader.read(
                new ByteArrayInputStream(mail.replace("\n", "\r\n").getBytes(ISO_8859_1)));
    }

    private static Pieces body(String body) throws Exception {
        return read(HEAD + body);
    }

    @Test
    void namesAndSubjectAreDecodedAndOtherFieldsStandOnOneLine() throws Exception {
        var mail = body("\nhello\n");
        assertThat(mail.from().name()).isEqualTo("Café");
        assertThat(mail.to()).extracting(Mailbox::name).containsExactly("Ann", "");
        assertThat(mail.cc()).hasSize(1);
        assertThat(mail.replyTo()).hasSize(1);
        assertThat(mail.subject()).isEqualTo("Votre commande n° 7");
        assertThat(mail.messageId()).isEqualTo("<1@example.com>");
        assertThat(mail.fields()).containsExactly(new Pieces.Field("X-Order", "7 and more"));
        assertThat(mail.text()).isEqualTo("hello\r\n");
        assertThat(mail.html()).isNull();
        assertThat(mail.losses()).isEmpty();
    }

    @Test
    void textHtmlImagesAndFilesHaveTheirPlaces() throws Exception {
        var mail =
                body(
                        """
                        Content-Type: multipart/mixed; boundary=m

                        --m
                        Content-Type: multipart/alternative; boundary=a

                        --a
                        Content-Type: text/plain; charset=utf-8
                        Content-Transfer-Encoding: quoted-printable

                        caf=C3=A9
                        --a
                        Content-Type: multipart/related; boundary=r

                        --r
                        Content-Type: text/html; charset=iso-8859-1
                        Content-Transfer-Encoding: base64

                        PHA+Y2Fm6TwvcD4=
                        --r
                        Content-Type: image/png; name=logo.png
                        Content-ID: <logo@shop>
                        Content-Transfer-Encoding: base64

                        AAEC
                        --r--
                        --a--
                        --m
                        Content-Type: application/pdf
                        Content-Disposition: attachment; filename*=UTF-8''re%C3%A7u.pdf
                        Content-Transfer-Encoding: base64

                        JVBERg==
                        --m--
                        """);
        assertThat(mail.losses()).isEmpty();
        assertThat(mail.text()).isEqualTo("café");
        assertThat(mail.html()).isEqualTo("<p>café</p>");
        assertThat(mail.attachments()).hasSize(2);
        var logo = mail.attachments().get(0);
        assertThat(logo.contentId()).isEqualTo("logo@shop");
        assertThat(logo.name()).isEqualTo("logo.png");
        assertThat(logo.content()).containsExactly(0, 1, 2);
        var file = mail.attachments().get(1);
        assertThat(file.name()).isEqualTo("reçu.pdf");
        assertThat(file.type()).isEqualTo("application/pdf");
        assertThat(file.contentId()).isNull();
        assertThat(new String(file.content(), UTF_8)).isEqualTo("%PDF");
    }

    @Test
    void anAttachedTextIsAFileAndNotTheText() throws Exception {
        var mail =
                body(
                        """
                        Content-Type: multipart/mixed; boundary=m

                        --m

                        hello
                        --m
                        Content-Type: text/plain; name="=?utf-8?q?n=C3=B6te.txt?="
                        Content-Disposition: attachment

                        a file
                        --m--
                        """);
        assertThat(mail.text()).isEqualTo("hello");
        assertThat(mail.attachments()).extracting(Attachment::name).containsExactly("nöte.txt");
        assertThat(mail.losses()).isEmpty();
    }

    @Test
    void aTextBehindAnotherPartIsAFileWithoutAName() throws Exception {
        var mail =
                body(
                        """
                        Content-Type: multipart/mixed; boundary=m

                        --m
                        Content-Type: text/html

                        <p>hello</p>
                        --m

                        a footer
                        --m--
                        """);
        assertThat(mail.html()).isEqualTo("<p>hello</p>");
        assertThat(mail.text()).isNull();
        assertThat(mail.attachments()).extracting(Attachment::name).containsExactly("");
    }

    @Test
    void anIdOfAFileOutsideOfARelatedPartCountsOnlyWhereTheHtmlShowsIt() throws Exception {
        var parts =
                """
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: text/html

                <img src="cid:one@x">
                --m
                Content-Type: image/png; name=1.png
                Content-ID: <one@x>

                1
                --m
                Content-Type: image/png; name=2.png
                Content-ID: <two@x>

                2
                --m--
                """;
        var mail = body(parts);
        assertThat(mail.attachments())
                .extracting(Attachment::contentId)
                .containsExactly("one@x", null);
    }

    @Test
    void whatHasNoPlaceIsNamed() throws Exception {
        assertThat(alternative("text/calendar; method=REQUEST"))
                .containsExactly("the invitation in it (text/calendar)");
        assertThat(alternative("text/x-amp-html"))
                .containsExactly("one of the forms of its text (text/x-amp-html)");
        assertThat(alternative("text/plain")).containsExactly("a second text (text/plain)");
        assertThat(mixed("message/rfc822")).containsExactly("a message inside it (message/rfc822)");
        assertThat(lost(body("Content-Type: text/plain; charset=utf-8\n\ncaf\u00e9\n")))
                .containsExactly(
                        "characters of its text, which is not in the charset that it names");
        assertThat(lost(body("Content-Type: text/plain; format=flowed\n\nx\n")))
                .containsExactly("the flow of its text (format=flowed)");
        for (var kind : new String[] {"signed", "encrypted", "report", "digest"}) {
            var mail =
                    body(
                            "Content-Type: multipart/%s; boundary=m\n\n--m\n\nx\n--m--\n"
                                    .formatted(kind));
            assertThat(lost(mail))
                    .containsExactly("the way its parts belong together (multipart/" + kind + ")");
        }
    }

    private static Iterable<String> alternative(String type) throws Exception {
        return two("alternative", type);
    }

    private static Iterable<String> mixed(String type) throws Exception {
        return two("mixed", type);
    }

    private static Iterable<String> two(String kind, String type) throws Exception {
        return lost(
                body(
                        """
                        Content-Type: multipart/%s; boundary=m

                        --m

                        hello
                        --m
                        Content-Type: %s

                        Subject: inner

                        x
                        --m--
                        """
                                .formatted(kind, type)));
    }

    private static List<String> lost(Pieces mail) {
        return mail.losses().stream().map(Statement::english).toList();
    }

    @Test
    void nothingIsReadInsideAnotherMessage() throws Exception {
        var mail =
                body(
                        """
                        Content-Type: multipart/mixed; boundary=m

                        --m
                        Content-Type: message/rfc822

                        From: evil@example.org
                        Content-Type: multipart/mixed; boundary=n

                        --n

                        inner text
                        --n--
                        --m--
                        """);
        assertThat(mail.text()).isNull();
        assertThat(mail.from().address()).hasToString("shop@example.com");
    }

    @Test
    void aMailFromTwoIsNotTakenApart() {
        assertThatThrownBy(() -> read("From: a@example.com, b@example.com\n\nx\n"))
                .isInstanceOf(MalformedHeader.class);
    }

    @Test
    void aBodyThatCannotBeReadIsAnError() {
        var broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        throw new IOException("disk");
                    }
                };
        assertThatThrownBy(() -> PieceReader.read(broken)).isInstanceOf(IOException.class);
    }
}
