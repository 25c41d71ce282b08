package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailboxesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@example.com | a@example.com",
                "<a@example.com> | a@example.com",
                "Jo Doe <a@example.com> | a@example.com",
                "John D. Doe <a@example.com> | a@example.com",
                "\"x@evil.example\" <a@example.com> | a@example.com",
                "\"x <x@evil.example>\" <a@example.com> | a@example.com",
                "(x@evil.example) a@example.com (c) | a@example.com",
                "(one (two \\) <x@evil.example>)) a@example.com | a@example.com",
                "a (c) @ (c) example . com | a@example.com",
                "\"a\"@example.com | a@example.com",
                "\"a.b\"@example.com | a.b@example.com",
                "\"a b\"@example.com | \"a b\"@example.com",
                "\".\"@example.com | \".\"@example.com",
                "\".a\"@example.com | \".a\"@example.com",
                "\"a..b\"@example.com | \"a..b\"@example.com",
                "\"a.\"@example.com | \"a.\"@example.com",
                "\"\"@example.com | \"\"@example.com",
                "\"a\\\"b@c\"@example.com | \"a\\\"b@c\"@example.com",
                "<@relay.example,@other.example:a@example.com> | a@example.com",
                "a@[192.0.2.1] | a@[192.0.2.1]",
                ",, a@example.com ,b@example.com, | a@example.com b@example.com",
                "Team: a@example.com, B <b@example.com>; , c@example.com | a@example.com b@example.com c@example.com",
                "undisclosed: ; | ``",
                "x@evil.example <a@example.com> | x@evil.example a@example.com",
                "Shop x@evil.example here <a@example.com> | x@evil.example a@example.com",
                "@handle <a@example.com> | a@example.com",
                "élan@exämple.com | élan@exämple.com",
                "Café\u00a0\u200d Noir <a@example.com> | a@example.com",
                "=?utf-8?Q?x=40evil.example?= <a@example.com> | a@example.com",
            })
    void addressesAreFound(String value, String expected) throws Exception {
        var found = Mailboxes.parse(value).stream().map(m -> m.address().toString()).toList();
        assertThat(String.join(" ", found)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "root | root@host.example",
                "root, a@example.com, b.c | root@host.example a@example.com b.c@host.example",
                "\"Shop\" <root> | root@host.example",
                "root (Cron Daemon) | root@host.example",
                "\"a b\" | \"a b\"@host.example",
                "Team: root; | root@host.example",
                "undisclosed: ; | ``",
            })
    void addressWithoutDomainGetsTheGivenOne(String value, String expected) throws Exception {
        var found =
                Mailboxes.parse(value, "host.example").stream()
                        .map(m -> m.address().toString())
                        .toList();
        assertThat(String.join(" ", found)).isEqualTo(expected);
        var qualified = Mailboxes.qualify(value, "host.example");
        assertThat(Mailboxes.parse(qualified)).isEqualTo(Mailboxes.parse(value, "host.example"));
    }

    @Test
    void onlyWhatHasNoDomainIsQualifiedAndFoldsStay() throws Exception {
        assertThat(
                        Mailboxes.qualify(
                                " Jo\r\n <jo>\r\n\t, \"root\" <a@x.example>,\r\n root (root)\r\n",
                                "host.example"))
                .isEqualTo(
                        """
                         Jo\r
                         <jo@host.example>\r
                        \t, "root" <a@x.example>,\r
                         root@host.example (root)\r
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Jo Doe", "<>", "a@b@c", "a@", "@a", "a b <c> d"})
    void whatIsNoAddressIsNoneWithAGivenDomainEither(String value) {
        assertThatThrownBy(() -> Mailboxes.parse(value, "host.example"))
                .isInstanceOf(MalformedHeader.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acme, Inc. <a@example.com>",
                "nobody",
                "a@b@example.com",
                "<a@example.com",
                "a@example.com>",
                "<a@example.com> b@example.com",
                "<a@example.com> <b@example.com>",
                "a@example.com b@example.com",
                "a@",
                "@example.com",
                "<>",
                "a..b@example.com",
                ".a@example.com",
                "a@example.com.",
                "a@\"example.com\"",
                "a@under_score.example",
                "a@-.example",
                "[x]@example.com",
                "a@x[192.0.2.1]",
                "\"a@example.com",
                "(a@example.com",
                "a@example.com \\",
                "a: b: c@example.com;;",
                "a: c@example.com",
                "a\u200b@example.com",
                "a@exam\u00adple.com",
                "\"a\tb\"@example.com",
            })
    void whatIsNoAddressListIsRefused(String value) {
        assertThatThrownBy(() -> Mailboxes.parse(value)).isInstanceOf(MalformedHeader.class);
    }

    @Test
    void deeplyNestedCommentsAreRefusedWithoutRecursion() {
        assertThatThrownBy(() -> Mailboxes.parse("(".repeat(60_000) + " a@example.com"))
                .isInstanceOf(MalformedHeader.class);
    }

    @Test
    void namesAreDecoded() throws Exception {
        assertThat(
                        Mailboxes.parse(
                                "=?UTF-8?Q?Ren=C3=A9?= =?UTF-8?B?IER1cG9udA==?= <r@example.com>"))
                .extracting(Mailbox::name)
                .containsExactly("René Dupont");
        assertThat(Mailboxes.parse("\"Doe, \\\"Jo\\\"\" <r@example.com>"))
                .extracting(Mailbox::name)
                .containsExactly("Doe, \"Jo\"");
        assertThat(Mailboxes.parse("J. R.  (x) Ewing <r@example.com>"))
                .extracting(Mailbox::name)
                .containsExactly("J. R. Ewing");
    }

    @Test
    void fromIsReadFromTheOneFromField() throws Exception {
        assertThat(from("From: A <a@example.com>\r\n\r\n")).containsExactly("a@example.com");
        assertThat(from("fROM :\r\n A <a@example.com>, a@example.com\r\n\r\n"))
                .containsExactly("a@example.com");
        assertThatThrownBy(() -> from("From: a@b.c\r\nFROM : a@b.c\r\n\r\n"))
                .hasMessageContaining("more than one From");
        assertThatThrownBy(() -> from("To: a@b.c\r\n\r\n")).hasMessageContaining("no From");
        assertThatThrownBy(() -> from("From: g:;\r\n\r\n")).hasMessageContaining("no address");
    }

    private static List<String> from(String header) throws MalformedHeader {
        var bytes = header.getBytes(StandardCharsets.UTF_8);
        return FromHeader.addresses(HeaderBlock.parse(bytes, bytes.length)).stream()
                .map(Object::toString)
                .toList();
    }
}
