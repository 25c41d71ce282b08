package dev.facteur.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Stream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuppressionListTest {
    private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

    private static List<Suppression> read(String text) {
        return SuppressionList.read(text, 1, NOW).suppressions();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var one =
                new Suppression(
                        1,
                        Stream.BROADCAST,
                        "o'neil+x@example.com",
                        Cause.COMPLAINT,
                        "he said \"no\",\r\ntwice",
                        null,
                        null,
                        NOW.minusSeconds(60),
                        NOW.plusSeconds(60));
        assertThat(read(SuppressionList.write(List.of(one)))).containsExactly(one);
    }

    @Test
    void aListOfAddressesAloneIsForBothStreams() {
        assertThat(read("bob@example.com\ncarol@example.com"))
                .extracting(one -> one.address() + " " + one.stream().word())
                .containsExactly(
                        "bob@example.com transactional",
                        "bob@example.com broadcast",
                        "carol@example.com transactional",
                        "carol@example.com broadcast");
    }

    /// As SendGrid and Mailgun export them.
    @Test
    void exportsOfProvidersAreRead() {
        assertThat(
                        read(
                                "\ufeffemail,reason,status,created\r\nbob@example.com,550 gone,5.1.1,1\r\n"))
                .hasSize(2)
                .allMatch(one -> one.detail().equals("550 gone"));
        assertThat(read("\"Address\",\"Code\",\"Error\"\n\"Bob@Example.com\",\"550\",\"a, b\"\n"))
                .hasSize(2)
                .allMatch(one -> one.detail().equals("a, b"))
                .allMatch(one -> one.address().equals("bob@example.com"));
    }

    @Test
    void aLineWithoutAnAddressIsNamedAndTheOthersAreRead() {
        var read =
                SuppressionList.read("email\nbob@example.com\nnobody\n\ncarol@example.com", 1, NOW);
        assertThat(read.unreadable()).containsExactly(3);
        assertThat(read.suppressions()).hasSize(4);
    }
}
