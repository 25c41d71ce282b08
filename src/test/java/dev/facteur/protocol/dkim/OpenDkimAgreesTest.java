package dev.facteur.protocol.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.OpenDkimVerifier;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another implementation reads our signatures.
@Tag("flow")
final class OpenDkimAgreesTest {
    @TempDir Path folder;

    @Test
    void openDkimAcceptsBothSignaturesAndNoticesChanges() throws Exception {
        var judge = OpenDkimVerifier.withKeys(folder, Signed.records(Signed.ED25519, Signed.RSA));
        var mail =
                String.join(
                        "\r\n",
                        "From: Shop <a@example.com>",
                        "To: b@example.net",
                        "Subject: two ",
                        "\tlines",
                        "Date: Mon, 23 Nov 2026 09:00:00 +0000",
                        "Message-ID: <1@example.com>",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=utf-8",
                        "List-Id: x",
                        "List-Id: y",
                        "",
                        "  Bonjour \t Ren\u00c3\u00a9, ",
                        "",
                        ".",
                        "bye\t",
                        " ",
                        "",
                        "");
        var signed = Signed.sign(mail, Signed.ED25519, Signed.RSA);
        var verdicts = judge.verify(Signed.bytes(signed));
        assertThat(verdicts).hasSize(2).allMatch(OpenDkimVerifier.Verdict::passes);
        var changed = judge.verify(Signed.bytes(signed.replace("bye", "bya")));
        assertThat(changed).hasSize(2).noneMatch(OpenDkimVerifier.Verdict::passes);
    }
}
