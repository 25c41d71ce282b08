package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.mime.PieceReader;
import dev.facteur.protocol.mime.Pieces;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressingTest {
    private static Pieces mail(String header) throws Exception {
        var text = ("From: me@example.com\n" + header + "\nx\n").replace("\n", "\r\n");
        return PieceReader.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static List<String> of(String header, String... recipients) throws Exception {
        return Addressing.of(mail(header), ApiBench.recipients(recipients)).stream()
                .map(each -> names(each.to()) + "/" + names(each.cc()) + "/" + names(each.bcc()))
                .toList();
    }

    private static String names(List<dev.facteur.protocol.mime.Mailbox> mailboxes) {
        return String.join(
                ",", mailboxes.stream().map(each -> each.address().localPart()).toList());
    }

    @Test
    void whoIsNotInTheHeaderIsHidden() throws Exception {
        assertThat(of("To: a@x.org\nCc: b@x.org\n", "c@x.org", "a@x.org", "b@x.org"))
                .containsExactly("a/b/c");
    }

    @Test
    void theEnvelopeDecidesWhoGetsIt() throws Exception {
        assertThat(of("To: a@x.org, other@x.org\nCc: third@x.org\n", "a@x.org"))
                .containsExactly("a//");
    }

    @Test
    void theHiddenDoNotSeeEachOther() throws Exception {
        assertThat(of("To: undisclosed-recipients:;\n", "a@x.org", "b@x.org"))
                .containsExactly("a//", "b//");
        assertThat(of("To: list@x.org\n", "a@x.org", "b@x.org")).containsExactly("a//", "b//");
    }

    @Test
    void anAddressStandsOnceWhateverItsCase() throws Exception {
        assertThat(of("To: A@x.org\nCc: a@X.org\n", "a@x.org")).containsExactly("a//");
    }

    @Test
    void somebodyHasToBeInTo() throws Exception {
        assertThat(of("To: gone@x.org\nCc: b@x.org\n", "b@x.org", "c@x.org"))
                .containsExactly("b//c");
    }

    @Test
    void itIsKnownWhenTheHeaderShowsMore() throws Exception {
        var mail = mail("To: a@x.org, b@x.org\n");
        assertThat(Addressing.changes(mail, ApiBench.recipients("a@x.org", "b@x.org"))).isFalse();
        assertThat(Addressing.changes(mail, ApiBench.recipients("a@x.org"))).isTrue();
        assertThat(Addressing.changes(mail("Cc: a@x.org\n"), ApiBench.recipients("a@x.org")))
                .isTrue();
    }
}
