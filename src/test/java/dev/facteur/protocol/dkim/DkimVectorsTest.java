package dev.facteur.protocol.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.mime.HeaderBlock;
import java.security.KeyFactory;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The messages that the RFCs print.
final class DkimVectorsTest {
    private static final Map<String, String> RFC8463 =
            Map.of(
                    "brisbane._domainkey.football.example.com",
                    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                    "test._domainkey.football.example.com",
                    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
                            + "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
                            + "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
                            + "Ip3G+2kryOTIKT+l/K4w3QIDAQAB");

    private static final Map<String, String> RFC6376 =
            Map.of(
                    "brisbane._domainkey.example.com",
                    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/Dk"
                            + "MoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2"
                            + "UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQP"
                            + "NUYckcQ2QIDAQAB");

    @Test
    void bothSignaturesOfRfc8463Verify() throws Exception {
        var verdicts = Signed.verify(rfc8463(), RFC8463);
        assertThat(verdicts)
                .extracting(DkimVerdict::algorithm)
                .containsExactly("ed25519-sha256", "rsa-sha256");
        assertThat(verdicts).allMatch(DkimVerdict::passes);
    }

    @Test
    void simpleSignatureOfRfc6376Verifies() throws Exception {
        assertThat(Signed.verify(Signed.vector("rfc6376/signed.eml"), RFC6376))
                .singleElement()
                .matches(DkimVerdict::passes);
    }

    @Test
    void simpleSignatureBreaksWhenOneSpaceIsAdded() throws Exception {
        var mail = Signed.vector("rfc6376/signed.eml");
        for (var words : new String[] {"game. Are", "Is dinner"}) {
            var changed = mail.replace(words, words.replace(" ", "  "));
            assertThat(changed).isNotEqualTo(mail);
            assertThat(Signed.verify(changed, RFC6376)).noneMatch(DkimVerdict::passes);
        }
    }

    @Test
    void ed25519SignatureOfRfc8463IsMadeAgainBitForBit() throws Exception {
        var mail = rfc8463();
        var bytes = Signed.bytes(mail);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var field = header.fields().getFirst();
        var seed = Base64.getDecoder().decode(Signed.vector("rfc8463/private-ec.key").strip());
        var key =
                KeyFactory.getInstance("Ed25519")
                        .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        var signature = DkimSignature.parse(field, Instant.EPOCH);
        var value =
                DkimSigner.signature(
                        new SigningKey(
                                "football.example.com",
                                "brisbane",
                                DkimAlgorithm.ED25519_SHA256,
                                key),
                        HeaderForm.fields(header, signature.names, Canonicalization.RELAXED),
                        HeaderForm.withoutSignature(field.raw()));
        assertThat(value).isEqualTo(signature.value);
    }

    private static String rfc8463() throws Exception {
        var mail = Signed.vector("rfc8463/signed.eml");
        return mail.contains("\r\n") ? mail : mail.replace("\n", "\r\n");
    }
}
