package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Transport;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.mail.Recipient;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How our id of a mail travels to a provider by SMTP.
class LabelledTest {
    private static final String ID = "0000000000001";
    private static final String MAIL = "Subject: practice\n\nHello\n";

    /// Keeps what would be sent.
    private static final class Keeping implements Transport {
        private final List<String> sent = new ArrayList<>();

        @Override
        public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
            try (var content = mail.content().open()) {
                var bytes = content.readAllBytes();
                assertThat(mail.size()).isEqualTo(mail.signatures().length() + bytes.length);
                sent.add(mail.signatures() + new String(bytes, US_ASCII));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return List.of();
        }

        @Override
        public Optional<Outcome.Cause> trouble(Route route) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private static String sent(String provider, String mail) {
        var kept = new Keeping();
        var route = ApiBench.route(provider, "https://api.example.com");
        try (var labelled = new Labelled(kept)) {
            labelled.send(route, ApiBench.mail(mail), ApiBench.recipients("bob@example.com"));
        }
        return kept.sent.getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    sendgrid  | X-SMTPAPI: {"unique_args":{"facteur_mail":"0000000000001"}}
                    mailgun   | X-Mailgun-Variables: {"facteur_mail":"0000000000001"}
                    postmark  | X-PM-Metadata-facteur_mail: 0000000000001
                    brevo     | X-Mailin-custom: 0000000000001
                    ses       | X-SES-MESSAGE-TAGS: facteur_mail=0000000000001
                    mailjet   | X-MJ-CustomID: 0000000000001
                    sparkpost | X-MSYS-API: {"metadata":{"facteur_mail":"0000000000001"}}
                    """)
    void ourIdStandsWhereTheProviderGivesItBack(String provider, String header) {
        assertThat(sent(provider, MAIL))
                .isEqualTo(header + "\r\n" + MAIL.replace("\n", "\r\n"))
                .contains(ID);
    }

    @Test
    void aProviderWithoutSuchAHeaderGetsTheMailAsItIs() {
        assertThat(sent("gmail", MAIL)).isEqualTo(MAIL.replace("\n", "\r\n"));
    }

    @Test
    void aHeaderOfAnyLengthIsLookedThrough() {
        var filler = "X-Long: " + "a ".repeat(400) + "\n";
        var mail = filler.repeat(100) + "X-MJ-CustomID: mine\n" + MAIL;
        assertThat(sent("mailjet", mail)).isEqualTo(mail.replace("\n", "\r\n"));
        assertThat(sent("brevo", mail)).startsWith("X-Mailin-custom: " + ID + "\r\nX-Long: ");
    }

    /// The provider would take one of the two, or both.
    @Test
    void aMailWhoseSenderUsesTheHeaderHimselfIsLeftAsItIs() {
        var mail = "x-smtpapi: {\"category\":\"orders\"}\n" + MAIL;
        assertThat(sent("sendgrid", mail)).isEqualTo(mail.replace("\n", "\r\n"));
    }
}
