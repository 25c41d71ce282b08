package dev.facteur.protocol.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.dkim.DkimVerdict.Result;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DkimVerifierTest {
    private static final String MAIL = "From: a@example.com\r\nSubject: x\r\n\r\nhello\r\n";
    private static final String NAME = "rsa._domainkey.example.com";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1; | v=2; | not of version 1",
                "a=rsa-sha256 | a=rsa-sha1 | the algorithm is not accepted",
                "h=From:From: | h= | From is not signed",
                "d=example.com; | d=example.com; i=@evil.example; | not of the signing domain",
                "d=example.com; | d=example.com; q=http; | not to be found by DNS",
                "d=example.com; | d=example.com; d=example.com; | stands twice",
                "s=rsa; | | s= is missing",
                "c=relaxed/relaxed | c=none | canonicalization is not known",
                "d=example.com; | d=example.com; l=many; | l= is no number",
                "d=example.com; | d=; | d= is no name",
                "s=rsa; | s=a b; | s= is no name",
            })
    void signatureThatBreaksTheRulesIsAPermanentError(String from, String to, String reason)
            throws Exception {
        var mail = Signed.sign(MAIL, Signed.RSA).replace(from, to == null ? "" : to);
        assertThat(verify(mail, record("v=DKIM1; p=", Signed.RSA.publicKey())))
                .singleElement()
                .satisfies(v -> assertThat(v.result()).isEqualTo(Result.PERMERROR))
                .satisfies(v -> assertThat(v.reason()).contains(reason));
    }

    /// Verdicts stand on pages and in logs.
    @ParameterizedTest
    @CsvSource({"d=example.com;", "s=rsa;", "a=rsa-sha256;"})
    void verdictRepeatsNothingThatIsNoName(String tag) throws Exception {
        var spoilt = tag.replace("=", "=\u001b[2J\r\n ");
        var mail = Signed.sign(MAIL, Signed.RSA).replace(tag, spoilt);
        assertThat(verify(mail, record("v=DKIM1; p=", Signed.RSA.publicKey())))
                .singleElement()
                .matches(v -> v.result() == Result.PERMERROR)
                .satisfies(v -> assertThat(v.toString()).doesNotContain("\u001b", "\r", "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM2; p= | version",
                "k=ed25519; p= | another algorithm",
                "h=sha1; p= | SHA-256",
                "s=web; p= | not for mail",
                "p=AAAA | no key",
                "p=;x= | revoked",
                "n=x | p= is missing",
            })
    void keyRecordThatCannotBeUsedIsAPermanentError(String record, String reason) throws Exception {
        var key = record.endsWith("p=") ? Signed.RSA.publicKey() : "";
        assertThat(verify(Signed.sign(MAIL, Signed.RSA), record(record, key)))
                .singleElement()
                .satisfies(v -> assertThat(v.result()).isEqualTo(Result.PERMERROR))
                .satisfies(v -> assertThat(v.reason()).contains(reason));
    }

    @Test
    void rsaKeyIsReadInBothForms() throws Exception {
        var info = Base64.getDecoder().decode(Signed.RSA.publicKey());
        // SubjectPublicKeyInfo of RSA-2048 is 24 bytes and then the bare RSAPublicKey.
        var bare = Base64.getEncoder().encodeToString(Arrays.copyOfRange(info, 24, info.length));
        var mail = Signed.sign(MAIL, Signed.RSA);
        assertThat(verify(mail, record("p=", bare))).allMatch(DkimVerdict::passes).isNotEmpty();
        var folded = Signed.RSA.publicKey().replaceAll("(.{50})", "$1 ");
        assertThat(verify(mail, record("h=sha1:sha256; t=y:s; s=email; p=", folded)))
                .singleElement()
                .matches(DkimVerdict::passes)
                .matches(DkimVerdict::testing);
    }

    @Test
    void shortRsaKeyFails() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1023);
        var pair = generator.generateKeyPair();
        var text = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        var weak = new DkimKeyPair(DkimAlgorithm.RSA_SHA256, pair.getPrivate(), text);
        assertThat(Signed.verify(Signed.sign(MAIL, weak), Signed.records(weak)))
                .singleElement()
                .matches(v -> v.reason().equals("the RSA key has only 1023 bits"));
    }

    @Test
    void signatureThatLeavesTheEndOfTheBodyUnsignedSaysSo() throws Exception {
        var bytes = Signed.bytes(MAIL);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var body = BodyHash.of(Canonicalization.RELAXED);
        body.accept(Signed.bytes("hello\r\n"), 0, 7);
        var hash = Base64.getEncoder().encodeToString(body.finish());
        for (var length : List.of(7, 8)) {
            var unsigned =
                    "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.com; "
                            + "s=ed25519; h=From; l="
                            + length
                            + "; bh="
                            + hash
                            + "; b=";
            var fields = HeaderForm.fields(header, List.of("From"), Canonicalization.RELAXED);
            var key = Signed.keys(Signed.ED25519).getFirst();
            var value = DkimSigner.signature(key, fields, unsigned);
            var field = unsigned + Base64.getEncoder().encodeToString(value) + "\r\n";
            var records = Signed.records(Signed.ED25519);
            var verdict = Signed.verify(field + MAIL, records).getFirst();
            var appended = Signed.verify(field + MAIL + "more\r\n", records).getFirst();
            if (length == 7) {
                assertThat(verdict).matches(DkimVerdict::passes).matches(DkimVerdict::wholeBody);
                assertThat(appended).matches(DkimVerdict::passes);
                assertThat(appended.wholeBody()).isFalse();
            } else {
                assertThat(verdict.reason()).isEqualTo("the body is shorter than l=");
            }
        }
    }

    @Test
    void missingKeyIsPermanentAndSilentDnsIsTemporary() throws Exception {
        var mail = Signed.sign(MAIL, Signed.RSA);
        assertThat(Signed.verify(mail, Map.of()))
                .extracting(DkimVerdict::reason)
                .containsExactly("there is no key " + NAME);
        KeyLookup silent =
                _ -> {
                    throw new IOException("no answer");
                };
        assertThat(Signed.verify(mail, Signed.NOW, silent))
                .extracting(DkimVerdict::result)
                .containsExactly(Result.TEMPERROR);
    }

    @Test
    void atMostTenSignaturesAreLookedAt() throws Exception {
        assertThat(Signed.verify("DKIM-Signature: x\r\n".repeat(50) + MAIL, Map.of())).hasSize(10);
        assertThat(Signed.verify(MAIL, Map.of())).isEmpty();
    }

    @Test
    void recordIsSplitForDns() {
        var record =
                DkimRecord.of(
                        "example.com", "s1", DkimAlgorithm.RSA_SHA256, Signed.RSA.publicKey());
        assertThat(record.strings()).hasSize(2).allMatch(s -> s.length() <= 255);
        assertThat(String.join("", record.strings())).isEqualTo(record.value());
        assertThat(record.zoneLine())
                .startsWith("s1._domainkey.example.com. IN TXT ( \"v=DKIM1; k=rsa; p=")
                .endsWith("\" )");
    }

    private static Map<String, String> record(String start, String key) {
        return Map.of(NAME, start + key);
    }

    private static List<DkimVerdict> verify(String mail, Map<String, String> records)
            throws MalformedHeader {
        return Signed.verify(mail, records);
    }
}
