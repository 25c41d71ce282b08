package dev.facteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The other implementation judges the RFC's own message rightly, for both algorithms.
@Tag("flow")
final class OpenDkimVerifierTest {
    private static final Map<String, String> KEYS =
            Map.of(
                    "brisbane._domainkey.football.example.com",
                    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                    "test._domainkey.football.example.com",
                    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
                            + "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
                            + "DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
                            + "Ip3G+2kryOTIKT+l/K4w3QIDAQAB");

    @TempDir Path folder;

    @Test
    void theMessageOfRfc8463PassesForBothAlgorithms() throws IOException {
        var verifier = OpenDkimVerifier.withKeys(folder, KEYS);
        var verdicts = verifier.verify(message());
        assertThat(verdicts)
                .extracting(OpenDkimVerifier.Verdict::algorithm)
                .containsExactlyInAnyOrder("ed25519-sha256", "rsa-sha256");
        assertThat(verdicts).allMatch(OpenDkimVerifier.Verdict::passes);
    }

    @Test
    void oneChangedByteFailsBoth() throws IOException {
        var verifier = OpenDkimVerifier.withKeys(folder, KEYS);
        var text = new String(message(), StandardCharsets.US_ASCII).replace("lost", "l0st");
        var verdicts = verifier.verify(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(verdicts).noneMatch(OpenDkimVerifier.Verdict::passes);
    }

    @Test
    void aMailWithoutSignatureHasNoVerdict() throws IOException {
        var verifier = OpenDkimVerifier.withKeys(folder, KEYS);
        var plain = "From: a@example.com\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(verifier.verify(plain)).isEqualTo(List.of());
    }

    private static byte[] message() throws IOException {
        var name = "/vectors/dkim/rfc8463/signed.eml";
        try (InputStream in = OpenDkimVerifierTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
