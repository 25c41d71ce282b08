package dev.facteur.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.FromHeader;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.Mailboxes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandInTest {
    private static final String LENT = "mail.host.example";

    /// `own.example` is verified, all others are not.
    private static final LeavingNames NAMES =
            domain -> Optional.of(domain.equals("own.example") ? domain : LENT);

    @Test
    void verifiedSendersKeepTheirHeader() throws Exception {
        assertThat(standIn("From: a@own.example\r\nSender: b@own.example\r\n\r\n")).isEmpty();
    }

    @Test
    void senderShowsInTheNameAndTheAddressOfTheDomainThatStandsIn() throws Exception {
        var mail =
                """
                To: x@y.example
                From: Shop <orders@shop.example>
                Subject: hi

                """;
        assertThat(header(mail.replace("\n", "\r\n")))
                .isEqualToNormalizingNewlines(
                        """
                        To: x@y.example
                        From: "Shop via mail.host.example" <orders=shop.example@mail.host.example>
                        Reply-To: "Shop" <orders@shop.example>
                        Subject: hi

                        """);
    }

    @Test
    void senderWithoutANameIsCalledByItsDomain() throws Exception {
        assertThat(header("From: orders@Bücher.example\r\n\r\n"))
                .startsWith("From: \"xn--bcher-kva.example via mail.host.example\"");
    }

    @Test
    void replyToOfTheMailStaysAndSenderGoes() throws Exception {
        var mail =
                """
                Reply-To: help@shop.example
                Sender: ceo@bank.example
                From: a@shop.example

                """;
        assertThat(header(mail.replace("\n", "\r\n")))
                .contains("Reply-To: help@shop.example\r\n")
                .doesNotContain("bank", "Reply-To: a@");
    }

    @Test
    void oneUnverifiedAddressAmongSeveralIsEnough() throws Exception {
        for (var mail :
                new String[] {
                    "From: a@own.example, b@shop.example\r\n\r\n",
                    "From: a@own.example\r\nSender: b@shop.example\r\n\r\n",
                    "From: group: a@own.example, b@shop.example;\r\n\r\n"
                }) {
            assertThat(addresses(mail).getFirst().domain()).isEqualTo(LENT);
            assertThat(addresses(mail)).hasSize(1);
        }
        assertThat(header("From: a@own.example, b@shop.example\r\n\r\n"))
                .contains("Reply-To: a@own.example, b@shop.example\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: \"ceo@bank.example\" <a@shop.example>",
                "From: =?utf-8?q?ceo=40bank.example?= <a@shop.example>",
                "From: \"ceo\uFF20bank.example\" <a@shop.example>",
                "From: ceo@bank.example <a@shop.example>",
            })
    void nameThatLooksLikeAnAddressGivesWay(String from) throws Exception {
        assertThat(HeaderBlock.parse(bytes(header(from + "\r\n\r\n")), 200).first("From"))
                .hasValueSatisfying(field ->
                        assertThat(field.value())
                                .doesNotContain("ceo@", "ceo\uFF20", "=?")
                                .contains(" via mail.host.example\""));
    }

    @Test
    void nameTurnsNoDirectionOfWriting() throws Exception {
        var mail = "From: =?utf-8?q?moc.knab_=E2=80=AE_x?= <a@shop.example>\r\n\r\n";
        assertThat(header(mail)).startsWith("From: \"moc.knab  x via mail.host.example\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: =?utf-8?q?a=0D=0ABcc=3A_evil=40bank.example?= <a@shop.example>",
                "From: \"a\r\n Bcc: evil\" <a@shop.example>",
                "From: =?utf-8?b?YQ0KDQpib2R5?=\r\n <a@shop.example> (comment\r\n\tBcc: x)",
            })
    void nothingInTheOldFromBeginsANewLine(String from) throws Exception {
        var text = header(from + "\r\nSubject: hi\r\n\r\n");
        var block = HeaderBlock.parse(bytes(text), text.length());
        assertThat(block.fields())
                .extracting(field -> field.name())
                .containsExactly("From", "Reply-To", "Subject");
        assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
    }

    @Test
    void endlessNamesAreCut() throws Exception {
        for (var letter : new String[] {"x", "\"\" x", "é", "\uD83D\uDE00"}) {
            var text = header("From: " + letter.repeat(4_000) + " <a@shop.example>\r\n\r\n");
            assertThat(text.lines()).allMatch(line -> line.length() < 998);
        }
    }

    @Test
    void addressesBeyondAsciiAreToldApartByAHash() throws Exception {
        var one = addresses("From: jörg@shop.example\r\n\r\n").getFirst();
        var other = addresses("From: jürg@shop.example\r\n\r\n").getFirst();
        assertThat(one.needsSmtpUtf8()).isFalse();
        assertThat(one).isNotEqualTo(other);
        assertThat(one).isEqualTo(addresses("From: jörg@SHOP.example\r\n\r\n").getFirst());
        assertThat(header("From: jörg@shop.example\r\n\r\n"))
                .contains("Reply-To: jörg@shop.example\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=b", "\"a b\"", "\"a\\\"b\"", "a/b", "0123456789012345678901234567890"})
    void localPartsThatWouldNotFitAreToldApartByAHash(String localPart) throws Exception {
        var own = "a-domain-that-takes-most-of-the-room.example";
        var address = StandInAddress.of(new Address(localPart, own), LENT);
        assertThat(address.localPart()).matches("sender=[0-9a-f]{16}");
    }

    @Test
    void bytesOfOtherFieldsStayAsTheyAre() throws Exception {
        var subject = "Subject: caf\u00e9\r\n\t folded  twice \r\n";
        var mail = subject + "From : a@shop.example\r\nX-Last: y\r\n\r\n";
        assertThat(header(mail)).startsWith(subject).endsWith("X-Last: y\r\n\r\n");
    }

    @Test
    void withoutAnyNameItSaysWhichDomainLacksOne() {
        LeavingNames nobody = _ -> Optional.empty();
        var mail = bytes("From: a@shop.example\r\n\r\n");
        assertThatThrownBy(() -> StandIn.of(HeaderBlock.parse(mail, mail.length), nobody))
                .isInstanceOf(NoName.class)
                .hasMessageContaining("facteur domain show shop.example");
    }

    private static Optional<StandIn> standIn(String mail) throws Exception {
        var bytes = bytes(mail);
        return StandIn.of(HeaderBlock.parse(bytes, bytes.length), NAMES);
    }

    private static String header(String mail) throws Exception {
        SignedMail.Content nothing = () -> new ByteArrayInputStream(bytes(mail));
        try (var in = standIn(mail).orElseThrow().in(nothing).open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Address> addresses(String mail) throws Exception {
        var block = standIn(mail).orElseThrow().header();
        assertThat(Mailboxes.parse(block.first("From").orElseThrow().value())).hasSize(1);
        return FromHeader.addresses(block);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
