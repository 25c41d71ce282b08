package dev.facteur.protocol.html;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlRewriterTest {
    private static final String PIXEL = "<img src=\"https://t.example/o/1\" width=\"1\" alt=\"\">";
    private static final String SHOP = "https://shop.example/a?b=1&c=2";

    private static String html(String encoding, String body) {
        return "From: a@shop.example\r\nContent-Type: text/html; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: "
                + encoding
                + "\r\n\r\n"
                + body;
    }

    private static String mixed(String... parts) {
        var mail =
                new StringBuilder("Content-Type: multipart/mixed; boundary=\"b 1\"\r\n\r\nHi\r\n");
        for (var part : parts) mail.append("--b 1\r\n").append(part).append("\r\n");
        return mail.append("--b 1--\r\nBye <a href=\"https://shop.example\">\r\n").toString();
    }

    private static String rewritten(String mail) throws IOException, MalformedHeader {
        return new Elsewhere("").rewrite(mail);
    }

    @Test
    void aLinkLeadsElsewhereAndNothingElseChanges() throws Exception {
        var mail =
                html(
                        "8bit",
                        "<p>H\u00e4t <A class=x\thref='https://shop.example/a?b=1&amp;c=2' >go</A>\r\n");
        assertThat(rewritten(mail))
                .isEqualTo(mail.replace("https://shop.example/a?b=1&amp;c=2", Elsewhere.of(SHOP)));
    }

    @Test
    void quotedPrintableKeepsItsLinesAroundTheLink() throws Exception {
        var before =
                "<p>caf=C3=A9 =\r\n   so <a hr=\r\nef=3D\"https://sho=\r\np.example/a?b=3D1&amp;c=3D2\">go</a>=20\r\n";
        var after =
                "<p>caf=C3=A9 =\r\n   so <a hr=\r\nef=3D\"=\r\n"
                        + Elsewhere.of(SHOP)
                        + "=\r\n\">go</a>=20\r\n";
        assertThat(rewritten(html("quoted-printable", before)))
                .isEqualTo(html("Quoted-Printable", after).replace("Quoted-P", "quoted-p"));
    }

    @Test
    void base64KeepsTheLengthOfItsLines() throws Exception {
        var text = ("<p>" + "x".repeat(100) + "<a href=\"" + SHOP + "\">go</a>\r\n").repeat(3);
        var encoder = Base64.getMimeEncoder(60, new byte[] {'\r', '\n'});
        var mail = html("base64", encoder.encodeToString(text.getBytes(ISO_8859_1)) + "\r\n");
        var expected = text.replace(SHOP, Elsewhere.of(SHOP));
        assertThat(rewritten(mail))
                .isEqualTo(
                        html(
                                "base64",
                                encoder.encodeToString(expected.getBytes(ISO_8859_1)) + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"mailto:a@shop.example\">",
                "<a href=\"#top\">",
                "<a name=\"x\">",
                "<!-- <a href=\"https://shop.example\"> -->",
                "<p title='<a href=\"https://x\">'>",
                "<style>a:before{content:'<a href=\"https://x\">'}</style>",
                "<script>\"<a href='https://x'>\"</script>",
                "<link href=\"https://x\">",
                "<a href=\"https://x/&unknown;\">",
                "<a href=\"https://x/caf\u00e9\">",
                "<a href=\"https://x/a b\">",
                "<a data-href=\"https://x\">",
                "< a href=\"https://x\">",
                "<textarea></text><a href=\"https://x\"></textarea>",
                "<!doctype <a href=\"https://x\">",
                "</a href=\"https://x\">",
                "<!--><!-- <a href=\"https://x\"> --->",
                "<a href=#x href=\"https://x\">"
            })
    void whatIsNoLinkToTheWebStays(String text) throws Exception {
        var mail = html("8bit", "<p>" + text + "\r\n<p>more\r\n");
        assertThat(rewritten(mail)).isEqualTo(mail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a href=\"%s\">",
                "<a href='%s'>",
                "<a href=%s>",
                "<a\r\nhref\r\n=\r\n\"%s\"\r\n>",
                "<a title=it's href=\"%s\">",
                "<a title=\">\" href=\"%s\">",
                "<area href=\"%s\"/>",
                "<style>b</style x><a href=\"%s\">",
                "<!-- x --><a href=\"%s\">",
                "1<2<a href=%s>",
                "<!--><a href=\"%s\">",
                "<![endif]--><a href=\"%s\">",
                "<a x=\"y\"href=\"%s\">",
                "<script><</script><a href=\"%s\">",
                "<<a href=\"%s\">",
                "<a href=\" %s\r\n\">",
                "<title><a></TITLE\r\n><a HREF=\"%s\">",
                "<a disabled href=\"%s\" href='x'>"
            })
    void whatABrowserTakesForALinkIsOne(String text) throws Exception {
        var asked = new Elsewhere("");
        var mail = html("8bit", text.replace("%s", "https://shop.example/a") + "go</a>\r\n");
        assertThat(asked.rewrite(mail)).contains(Elsewhere.of("https://shop.example/a"));
        assertThat(asked.seen).containsExactly("https://shop.example/a");
    }

    @Test
    void onlyTextsOfTheMailAreLookedInto() throws Exception {
        var link = "<a href=\"https://shop.example\">";
        var type = "Content-Type: text/html\r\n";
        var inner =
                "Content-Type: multipart/related; boundary=c\r\n\r\n--c\r\n"
                        + type
                        + "\r\n"
                        + link
                        + "\r\n--c--";
        var mail =
                mixed(
                        "Content-Type: text/plain\r\n\r\n" + link,
                        type + "Content-Disposition: attachment\r\n\r\n" + link,
                        type + "Content-Disposition: inline; filename*=x.html\r\n\r\n" + link,
                        "Content-Type: message/rfc822\r\n\r\n" + type + "\r\n" + link,
                        "Content-Type: text/html; charset=utf-16\r\n\r\n" + link,
                        inner.replace("related", "signed"),
                        inner);
        int last = mail.lastIndexOf("\r\n--c\r\n");
        var expected =
                mail.substring(0, last)
                        + mail.substring(last)
                                .replaceFirst(
                                        "https://shop.example",
                                        Elsewhere.of("https://shop.example"));
        assertThat(rewritten(mail)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/signed; boundary=b", "multipart/encrypted; boundary=b", "text/plain",
                "application/pkcs7-mime", "multipart/report; boundary=b", "multipart/mixed"
            })
    void aMailOfAnotherKindIsNotTouchedAtAll(String type) throws Exception {
        var mail =
                "Content-Type: "
                        + type
                        + "\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                        + "<a href=\"https://shop.example\">\r\n--b--\r\n";
        assertThat(rewritten(mail)).isEqualTo(mail);
    }

    @Test
    void nothingBehindAnInlineSignatureIsTouched() throws Exception {
        var link = "<a href=\"https://shop.example\">";
        var text = "<pre>------BEGIN PGP SIGNED MESSAGE-----\r\n" + link + "</body>\r\n";
        var mail = html("8bit", text);
        assertThat(new Elsewhere(PIXEL).rewrite(mail)).isEqualTo(mail);
    }

    @Test
    void theAdditionStandsBeforeTheEndOfTheBodyOnce() throws Exception {
        var text = "<!-- </body> --><p>Hi</BODY ></html>\r\n";
        var part = "Content-Type: text/html\r\n\r\n" + text;
        var mail = mixed(part, part);
        assertThat(new Elsewhere(PIXEL).rewrite(mail))
                .isEqualTo(mixed(part.replace("</BODY", PIXEL + "</BODY"), part));
    }

    @Test
    void whereTheBodyIsNotEndedTheAdditionStandsAtTheEnd() throws Exception {
        var part = "Content-Type: text/html\r\n\r\n<p>Hi";
        assertThat(new Elsewhere(PIXEL).rewrite(mixed(part))).isEqualTo(mixed(part + PIXEL));
        var quoted = html("quoted-printable", "<p>Hi\r\n");
        assertThat(new Elsewhere(PIXEL).rewrite(quoted))
                .isEqualTo(
                        html("quoted-printable", "<p>Hi=\r\n")
                                + PIXEL.replace("=", "=3D")
                                + "=\r\n\r\n");
    }

    @Test
    void nothingIsAddedWhereTheTextEndsWithinSomething() throws Exception {
        for (var text : new String[] {"<p>Hi <!-- ", "<p>Hi <a href=", "<style>", "<p>Hi ="}) {
            var mail = html("quoted-printable", text + "\r\n");
            assertThat(new Elsewhere(PIXEL).rewrite(mail)).isEqualTo(mail);
        }
    }

    @Test
    void noLineBecomesTooLong() throws Exception {
        var target = "https://shop.example/" + "p".repeat(400);
        var text = ("<a href=\"" + target + "\">x</a>").repeat(2) + "\r\n";
        var changed = rewritten(html("7bit", text));
        assertThat(changed.lines()).allMatch(line -> line.length() <= 998);
        assertThat(changed.replace("\r\n", " ").split(Elsewhere.of(target), -1)).hasSize(3);
    }

    @Test
    void aMailArrivesInAnyPieces() throws Exception {
        var encoded =
                Base64.getMimeEncoder()
                        .encodeToString(("<a href='" + SHOP + "'>").getBytes(ISO_8859_1));
        var mail =
                mixed(
                        "Content-Type: text/html\r\n\r\n<a href=\"https://shop.example\">-\r\n--\r\n",
                        "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                                + encoded,
                        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable"
                                + "\r\n\r\n<a href=3D\"https://shop.=\r\nexample\">=\r\n");
        var whole = new Elsewhere(PIXEL).rewrite(mail);
        assertThat(whole).isNotEqualTo(mail);
        for (int piece = 1; piece < 40; piece++) {
            assertThat(new Elsewhere(PIXEL).rewrite(mail, piece)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 72, 76})
    void withoutAChangeBase64IsWhatItWas(int width) throws Exception {
        var encoder = Base64.getMimeEncoder(width, new byte[] {'\r', '\n'});
        var text =
                encoder.encodeToString(
                        "<p>some words of no use</p>\r\n".repeat(9).getBytes(ISO_8859_1));
        for (var end : new String[] {"", "\r\n", "\r\n\r\n"}) {
            var mail = html("base64", text + end);
            assertThat(rewritten(mail)).isEqualTo(mail);
        }
    }
}
