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
                "From: Shop <a@example.com>\r\nTo: b@example.net\r\nSubject: two \r\n\tlines\r\n"
                        + "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@example.com>\r\n"
                        + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "List-Id: x\r\nList-Id: y\r\n"
                        + "\r\n  Bonjour \t Ren\u00c3\u00a9, \r\n\r\n.\r\nbye\t\r\n \r\n\r\n";
        var signed = Signed.sign(mail, Signed.ED25519, Signed.RSA);
        var verdicts = judge.verify(Signed.bytes(signed));
        assertThat(verdicts).hasSize(2).allMatch(OpenDkimVerifier.Verdict::passes);
        var changed = judge.verify(Signed.bytes(signed.replace("bye", "bya")));
        assertThat(changed).hasSize(2).noneMatch(OpenDkimVerifier.Verdict::passes);
    }
}
