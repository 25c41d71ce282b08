package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.Returned.Complaint;
import dev.facteur.protocol.bounce.Returned.Feedback;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplaintTest {
    private static final Path ARF = Path.of("src/test/resources/vectors/arf");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "mail-auth/001.eml | ABUSE        | ''             | []",
                "mail-auth/002.eml | ABUSE        | 192.0.2.1      | [user@example.com]",
                "mail-auth/003.eml | AUTH_FAILURE | 192.0.2.1      | [user@example.com]",
                "mail-auth/004.eml | AUTH_FAILURE | 148.163.85.135 | -",
                "mail-auth/005.eml | AUTH_FAILURE | 192.0.2.1      | -",
                "kumomta/1.eml     | ABUSE        | ''             | -",
                "kumomta/2.eml     | ABUSE        | 192.0.2.1      | [user@example.com]",
                "kumomta/3.eml     | ABUSE        | ''             | [user@example.com]",
                "kumomta/4.eml     | ABUSE        | x.x.x.x        | -",
            })
    void reportsOfTheStandardAreRead(
            String file, Feedback feedback, String sourceIp, @Nullable String recipients)
            throws IOException {
        var complaint = read(Files.readString(ARF.resolve(file)));
        assertThat(complaint.feedback()).isEqualTo(feedback);
        assertThat(complaint.sourceIp()).isEqualTo(sourceIp);
        if (recipients != null) assertThat(complaint.recipients()).hasToString(recipients);
    }

    /// By its Message-ID or a field of ours it is still found.
    @Test
    void complaintWithoutARecipientGivesTheMailItIsAbout() throws IOException {
        var complaint = read(Files.readString(ARF.resolve("mail-auth/001.eml")));
        assertThat(complaint.recipients()).isEmpty();
        assertThat(complaint.original().first("message-id"))
                .contains("8787KJKJ3K4J3K4J3K4J3.mail@example.net");
    }

    @Test
    void microsoftsComplaintIsTheMailWithTwoFieldsMore() throws IOException {
        var complaint =
                read(
                        """
                        From: <staff@hotmail.com>
                        To: abuse@example.com
                        Subject: complaint about message from 192.0.2.7
                        Content-Type: message/rfc822

                        X-HmXmrOriginalRecipient: <ann@example.net>
                        X-HmXmrOriginalSourceIp: 192.0.2.7
                        Message-ID: <1@example.com>
                        To: undisclosed
                        """);
        assertThat(complaint.recipients()).hasToString("[ann@example.net]");
        assertThat(complaint.sourceIp()).isEqualTo("192.0.2.7");
        assertThat(complaint.original().first("Message-ID")).contains("<1@example.com>");
    }

    private static Complaint read(String mail) throws IOException {
        return (Complaint) BounceReader.read(new ByteArrayInputStream(mail.getBytes(UTF_8)));
    }
}
