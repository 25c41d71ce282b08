package dev.facteur.deliver.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.smtp.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeaningsTest {
    /// Where one code says several things, the provider's words decide.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CONTENT | 502 | 5.7.0   | Your SMTP account is not yet activated | PARK | ACCOUNT_NOT_ACTIVATED",
                "CONTENT | 450 | ''      | Your SMTP account is not yet activated | PARK | ACCOUNT_NOT_ACTIVATED",
                "CONTENT | 554 | ''      | Message rejected: Email address is not verified. | RETRY | SENDER_NOT_VERIFIED",
                "MAIL    | 454 | ''      | Throttling failure: Daily message quota exceeded. | PARK | QUOTA_GONE",
                "MAIL    | 454 | ''      | Throttling failure: Maximum sending rate exceeded. | RETRY | RATE",
                "LOGIN   | 451 | ''      | Authentication failed: Maximum credits exceeded | PARK | CREDIT_GONE",
                "CONTENT | 550 | 5.4.5   | Daily user sending limit exceeded. | PARK | QUOTA_GONE",
                "CONTENT | 421 | ''      | Domain x is not allowed to send: Free accounts are for test purposes only. | PARK | SANDBOX",
                "LOGIN   | 525 | 5.7.1   | Unauthorized IP address | PARK | IP_NOT_ALLOWED",
                "RCPT    | 550 | 5.7.60  | SMTP; Client does not have permissions to send as this sender | RETRY | SENDER_NOT_ALLOWED",
                "RCPT    | 554 | 5.7.1   | <a@example.org>: Relay access denied | RETRY | RELAY_DENIED",
                "MAIL    | 530 | 5.7.57  | SMTP; Client was not authenticated to send anonymous mail during MAIL FROM | PARK | LOGIN_REQUIRED",
                "LOGIN   | 535 | 5.7.139 | Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. | PARK | LOGIN_METHOD",
                "LOGIN   | 535 | 5.7.8   | Username and Password not accepted. | PARK | LOGIN_REFUSED",
                "LOGIN   | 535 | 5.7.3   | Authentication unsuccessful | PARK | LOGIN_REFUSED",
                "LOGIN   | 535 | ''      | Account not subscribed to SES | PARK | ACCOUNT_NOT_ACTIVATED",
                "CONNECT | 421 | 4.7.0   | Error: too many connections from 192.0.2.1 | RETRY | TOO_MANY_CONNECTIONS",
                "RCPT    | 452 | 4.5.3   | Error: too many recipients | RETRY | TOO_MANY_RECIPIENTS",
                "RCPT    | 452 | ''      | Too many recipients received this hour | RETRY | RATE",
                "RCPT    | 452 | 4.2.2   | The email account that you tried to reach is over quota. | RETRY | MAILBOX_FULL",
                "RCPT    | 552 | 5.2.2   | The email account that you tried to reach is over quota. | REFUSE_MAIL | MAILBOX_FULL",
                "RCPT    | 550 | 5.1.1   | User unknown | REFUSE_RECIPIENT | UNKNOWN_RECIPIENT",
                "CONTENT | 550 | 5.1.1   | User unknown | REFUSE_RECIPIENT | UNKNOWN_RECIPIENT",
                "CONTENT | 550 | ''      | Unknown user a@docomo.example | REFUSE_MAIL | NOT_WANTED",
                "MAIL    | 553 | 5.1.0   | shop.example does not exist | REFUSE_MAIL | SENDER_REFUSED",
                "MAIL    | 550 | ''      | Domain not found | REFUSE_MAIL | SENDER_REFUSED",
                "RCPT    | 550 | ''      | Domain not found | REFUSE_RECIPIENT | UNKNOWN_DOMAIN",
                "RCPT    | 450 | 4.1.1   | User unknown | RETRY | UNKNOWN_RECIPIENT",
            })
    void theProvidersWordsTellOneMeaningOfACodeFromAnother(
            Where where, int code, String status, String text, Verdict verdict, Reason reason) {
        var meaning = Meanings.of(Answer.ofRelay(null, where, Reply.of(code, status, text)));
        assertThat(meaning.verdict()).isEqualTo(verdict);
        assertThat(meaning.reason()).isEqualTo(reason);
    }

    /// Each was said by a server whose words stand in no row of their own.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "No user found",
                "RC:LD The email account that you tried to reach does no exists.",
                "someone@example.net...User account is unavailable",
                "That's not a valid user here.",
                "sorry, your recipient address is not in my local list",
                "Recipient not in route list.",
                "cuda_nsu User someone@example.com not found.",
                "Usuario inexistente",
                "user someone@example.com not exist here",
                "User someone@example.com is not found in Server",
                "User someone@example.com not listed in Domino Directory",
                "Local User [someone@example.com] not found.",
                "#2175041 unavailable mail user",
                "Email address - someone@example.com - is not available here. Disconnecting...",
                "local server don't exists that user",
                "<someone@example.com> unknow",
                "BAD DESTINATION MAILBOX ADDRESS",
            })
    void anAddressThatIsNotThereIsUnderstoodInTheWordsOfAnyServer(String text) {
        var gone = new Meaning(Verdict.REFUSE_RECIPIENT, Reason.UNKNOWN_RECIPIENT, null);
        var reply = Reply.of(550, "", text);
        assertThat(Meanings.of(Answer.ofMx(Where.RCPT, reply))).isEqualTo(gone);
        var noticed = new Answer(Speaker.NOTICE, null, Where.RCPT, 550, "", text);
        assertThat(Meanings.of(noticed)).isEqualTo(gone);
        var afterContent = Meanings.of(Answer.ofMx(Where.CONTENT, reply));
        assertThat(afterContent.verdict()).isEqualTo(Verdict.REFUSE_MAIL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 | ''    | Invalid client address",
                "550 | ''    | The recipient is not available to unknown senders",
                "550 | ''    | Your address is not in the recipient's whitelist",
                "550 | ''    | Could not find your reverse DNS address",
                "550 | ''    | Your message to the user was refused: unknown reason",
                "550 | ''    | Recipient's mail server not found",
                "550 | ''    | Invalid MIME structure for address",
                "550 | ''    | This account cannot accept mail from unknown people",
                "550 | ''    | Your address, a@b.example, is unknown to us",
                "503 | ''    | No valid recipients yet",
                "554 | ''    | The user's mailbox has no space, unable to find room",
                "550 | 5.1.1 | Sender is blacklisted here",
                "552 | 5.1.1 | The final mailbox of this name is full",
            })
    void wordsAboutSomethingElseCondemnNoAddress(int code, String status, String text) {
        var meaning = Meanings.of(Answer.ofMx(Where.RCPT, Reply.of(code, status, text)));
        assertThat(meaning.verdict()).isEqualTo(Verdict.REFUSE_MAIL);
    }

    @Test
    void whoSaysItDecidesWhatItIsAbout() {
        var denied = Reply.of(554, "5.7.1", "<a@example.org>: Relay access denied");
        assertThat(Meanings.of(Answer.ofRelay(null, Where.RCPT, denied)).verdict())
                .isEqualTo(Verdict.RETRY);
        assertThat(Meanings.of(Answer.ofMx(Where.RCPT, denied)).verdict())
                .isEqualTo(Verdict.REFUSE_MAIL);
        var policy = Reply.of(550, "5.7.1", "Not today");
        assertThat(Meanings.of(Answer.ofRelay(null, Where.MAIL, policy)))
                .isEqualTo(new Meaning(Verdict.RETRY, Reason.SENDER_NOT_ALLOWED, null));
        assertThat(Meanings.of(Answer.ofMx(Where.MAIL, policy)))
                .isEqualTo(new Meaning(Verdict.REFUSE_MAIL, Reason.POLICY, null));
    }

    @Test
    void aProvidersOwnErrorIsItsAlone() {
        var postmark = Answer.ofApi("postmark", 422, "406", "");
        assertThat(Meanings.of(postmark).reason()).isEqualTo(Reason.SUPPRESSED);
        var other = Answer.ofApi("mailjet", 422, "406", "");
        assertThat(Meanings.of(other).reason()).isEqualTo(Reason.REQUEST_WRONG);
    }

    @Test
    void whatWasTakenBeforeIsDelivered() {
        var again = Answer.ofApi("brevo", 409, "duplicate_request", "");
        assertThat(Meanings.of(again).verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void anApiThatGaveUpWaitingIsUncertain() {
        assertThat(Meanings.of(Answer.ofApi("brevo", 504, "", "")).verdict())
                .isEqualTo(Verdict.UNCERTAIN);
    }

    @Test
    void aRowsWaitIsHandedOn() {
        assertThat(waitOf("Throttling failure: Maximum sending rate exceeded."))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(waitOf("Too many recipients received this hour")).isEqualTo(Duration.ofHours(1));
        assertThat(waitOf("not now")).isNull();
    }

    @Test
    void wordsAreFoundAcrossLinesAndInAnyCase() {
        var reply = new Reply(552, "", java.util.List.of("The recipient's MAILBOX", "Full today"));
        assertThat(Meanings.of(Answer.ofMx(Where.RCPT, reply)).reason())
                .isEqualTo(Reason.MAILBOX_FULL);
    }

    private static @Nullable Duration waitOf(String text) {
        return Meanings.of(Answer.ofRelay(null, Where.MAIL, Reply.of(454, "", text))).notBefore();
    }
}
