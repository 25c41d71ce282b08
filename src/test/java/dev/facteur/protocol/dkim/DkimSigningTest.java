package dev.facteur.protocol.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DkimSigningTest {
    private static final String MAIL =
            String.join(
                    "\r\n",
                    "Received: by gateway",
                    "From: Shop <shop@example.com>",
                    "To: a@example.net",
                    "Subject: Your",
                    "  order",
                    "Date: Mon, 23 Nov 2026 09:00:00 +0000",
                    "Message-ID: <1@example.com>",
                    "MIME-Version: 1.0",
                    "Content-Type: text/plain",
                    "Content-Transfer-Encoding: 8bit",
                    "List-Unsubscribe: <https://example.com/u>",
                    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                    "X-Mailer: x",
                    "",
                    "Hello  there, ",
                    "",
                    "thanks.",
                    "",
                    "");

    @Test
    void bothKeysSignFromOneBodyHashAndBothVerify() throws Exception {
        var signed = Signed.sign(MAIL, Signed.ED25519, Signed.RSA);
        var verdicts = verify(signed);
        assertThat(verdicts)
                .extracting(DkimVerdict::algorithm)
                .containsExactly("ed25519-sha256", "rsa-sha256");
        assertThat(verdicts).allMatch(DkimVerdict::passes).allMatch(DkimVerdict::wholeBody);
    }

    @Test
    void nameOfAFieldAddsNoTagToTheSignature() throws Exception {
        var mail = MAIL.replace("X-Mailer:", "List-;l=0;i=@evil.example;x:");
        var signed = Signed.sign(mail, Signed.ED25519);
        assertThat(verify(signed)).singleElement().matches(DkimVerdict::passes);
        assertThat(signed).containsOnlyOnce("l=0");
    }

    @Test
    void mailWithAllTheFieldsItMayHaveVerifiesWhatWeSignedOfIt() throws Exception {
        var fields = new StringBuilder();
        int others = HeaderBlock.MAX_FIELDS - 20;
        for (int i = 0; i < others; i++) fields.append("List-X").append(i).append(": x\r\n");
        for (var more : List.of(fields.toString(), "Cc: a@example.net\r\n".repeat(others))) {
            var signed = Signed.sign(more + MAIL, Signed.ED25519);
            assertThat(verify(signed)).singleElement().matches(DkimVerdict::passes);
        }
    }

    @Test
    void longNameOfAFieldMakesNoLongLineOfTheSignature() throws Exception {
        var mail = MAIL.replace("X-Mailer", "List-" + "x".repeat(2_000));
        var signed = Signed.sign(mail, Signed.ED25519);
        assertThat(verify(signed)).singleElement().matches(DkimVerdict::passes);
        for (var line : signed.substring(0, signed.length() - mail.length()).split("\r\n")) {
            assertThat(line).hasSizeLessThanOrEqualTo(76);
        }
    }

    @Test
    void signatureLinesAreShortAsciiWithoutBareLineEnds() throws Exception {
        var signed = Signed.sign(MAIL, Signed.ED25519, Signed.RSA);
        var signatures = signed.substring(0, signed.length() - MAIL.length());
        assertThat(signatures).isASCII().endsWith("\r\n").doesNotContain("l=");
        for (var line : signatures.split("\r\n", -1)) {
            assertThat(line).hasSizeLessThanOrEqualTo(76).doesNotContain("\r", "\n");
        }
    }

    @Test
    void keyHeadersAreOversignedAndAllTheOthersThatMatterAreSigned() throws Exception {
        var bytes = Signed.bytes(MAIL);
        assertThat(DkimSigner.signedNames(HeaderBlock.parse(bytes, bytes.length)))
                .containsExactly(
                        "From",
                        "From",
                        "To",
                        "To",
                        "Cc",
                        "Subject",
                        "Subject",
                        "Date",
                        "Date",
                        "Message-ID",
                        "Message-ID",
                        "Reply-To",
                        "Content-Type",
                        "Content-Type",
                        "MIME-Version",
                        "Content-Transfer-Encoding",
                        "List-Unsubscribe",
                        "List-Unsubscribe-Post");
    }

    @Test
    void headerAddedOnTheWayFailsWhenItIsOneOfTheOversigned() throws Exception {
        var signed = Signed.sign(MAIL, Signed.RSA);
        for (var field :
                List.of("From: x@evil.example", "Subject: x", "Cc: x@y.z", "reply-to: x@y.z")) {
            assertThat(verify(field + "\r\n" + signed)).noneMatch(DkimVerdict::passes);
            assertThat(verify(signed.replace("X-Mailer: x", field))).noneMatch(DkimVerdict::passes);
        }
        assertThat(verify("Received: from gateway\r\n" + signed)).allMatch(DkimVerdict::passes);
    }

    @Test
    void whitespaceMayChangeOnTheWay() throws Exception {
        var signed =
                Signed.sign(MAIL, Signed.ED25519)
                        .replace("Subject: Your\r\n  order", "SUBJECT : \tYour order ")
                        .replace("Hello  there, ", "Hello \tthere,  \t")
                        .replace("thanks.\r\n\r\n", "thanks.\r\n\r\n\r\n");
        assertThat(verify(signed)).allMatch(DkimVerdict::passes).isNotEmpty();
    }

    @Property(tries = 300)
    void anyFlippedBitInSignedHeadersOrBodyFails(
            @ForAll @IntRange(min = 0, max = 100_000) int place,
            @ForAll @IntRange(min = 0, max = 7) int bit)
            throws Exception {
        var signed = Signed.sign(MAIL.replace("X-Mailer: x\r\n", ""), Signed.ED25519);
        int from = signed.indexOf("From: Shop");
        var bytes = Signed.bytes(signed);
        int at = from + place % (bytes.length - from);
        bytes[at] ^= (byte) (1 << bit);
        var changed = new String(bytes, StandardCharsets.ISO_8859_1);
        // What relaxed canonicalization forgives by design.
        if (canonical(changed).equals(canonical(signed))) return;
        assertThat(passes(changed)).as("bit %d of byte %d", bit, at).isFalse();
    }

    private static boolean passes(String mail) {
        try {
            return verify(mail).stream().anyMatch(DkimVerdict::passes);
        } catch (MalformedHeader e) {
            return false;
        }
    }

    private static String canonical(String mail) {
        var unfolded = mail.replaceAll("\r\n[ \t]+", " ").replaceAll("[ \t]+", " ");
        var lines = new StringBuilder();
        boolean header = true;
        for (var line : unfolded.replaceAll("(\r\n)+\\z", "").split("\r\n", -1)) {
            header &= !line.isEmpty();
            int colon = header ? line.indexOf(':') : -1;
            lines.append(line.substring(0, colon + 1).toLowerCase(Locale.ROOT))
                    .append(line.substring(colon + 1).strip())
                    .append("\r\n");
        }
        return lines.toString();
    }

    @Property(tries = 200)
    void whateverIsSignedVerifies(@ForAll("mails") String mail) throws Exception {
        assertThat(verify(Signed.sign(mail, Signed.ED25519)))
                .singleElement()
                .matches(DkimVerdict::passes);
    }

    @Provide
    Arbitrary<String> mails() {
        var name =
                Arbitraries.of("From", "to", "SUBJECT", "Subject", "X-y", "List-Id", "Content-ID");
        var value =
                Arbitraries.of("", " x", "\tx \t", " a\r\n b", " \r\n  c", " é", ":;=")
                        .list()
                        .ofMaxSize(4)
                        .map(list -> String.join("", list));
        var field = Combinators.combine(name, value).as((n, v) -> n + ":" + v + "\r\n");
        var body =
                Arbitraries.of("\r\n", " ", "text", "\t", ".", "é")
                        .list()
                        .ofMaxSize(20)
                        .map(list -> String.join("", list));
        return Combinators.combine(field.list().ofMaxSize(12), body)
                .as((fields, b) ->
                        "From: a@example.com\r\n" + String.join("", fields) + "\r\n" + b);
    }

    @Test
    void expiryIsWrittenAndObeyed() throws Exception {
        var bytes = Signed.bytes(MAIL);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var body = BodyHash.of(Canonicalization.RELAXED);
        body.accept(bytes, header.length(), bytes.length - header.length());
        var signed =
                DkimSigner.sign(
                                header,
                                body.finish(),
                                Signed.keys(Signed.ED25519),
                                Signed.NOW,
                                Duration.ofDays(7))
                        + MAIL;
        var records = Signed.records(Signed.ED25519);
        KeyLookup lookup = name -> List.of(records.getOrDefault(name, ""));
        var before = Signed.NOW.plus(Duration.ofDays(7));
        assertThat(Signed.verify(signed, before, lookup)).allMatch(DkimVerdict::passes);
        assertThat(Signed.verify(signed, before.plusSeconds(1), lookup))
                .extracting(DkimVerdict::reason)
                .containsExactly("the signature has expired");
    }

    @Test
    void namesThatCouldBreakOutOfTheFieldAreRefused() {
        for (var name : List.of("", "a;b", "a b", "a\r\n", "é")) {
            assertThatThrownBy(() ->
                            new SigningKey(
                                    name,
                                    "s",
                                    DkimAlgorithm.ED25519_SHA256,
                                    Signed.ED25519.privateKey()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keysNeverShowTheirPrivateHalf() {
        var pair = DkimKeyPair.generate(DkimAlgorithm.ED25519_SHA256, new SecureRandom());
        assertThat(pair.toString()).isEqualTo("ed25519-sha256 key " + pair.publicKey());
        assertThat(Signed.keys(pair).getFirst().toString())
                .isEqualTo("ed25519._domainkey.example.com (ed25519-sha256)");
    }

    private static List<DkimVerdict> verify(String mail) throws MalformedHeader {
        return Signed.verify(mail, Signed.records(Signed.ED25519, Signed.RSA));
    }
}
