package dev.facteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The provider itself, tried with swaks and curl: evidence is worth what its witness is worth.
@Tag("flow")
final class PostfixProviderTest {
    @Test
    void everyDoorTakesMailAfterTlsAndLoginAndKeepsItsBytes() {
        Peers.require("curl");
        var provider = PostfixProvider.shared();
        var body = "ünï\r\n.dot\r\n..two\r\n\r\n \r\nend " + "x".repeat(900) + "\r\n\r\n";
        var headers = "From: a@example.com\r\nTo: b@example.net\r\nBcc: c@example.net\r\n\r\n";
        var mail = (headers + body).getBytes(StandardCharsets.UTF_8);
        for (var url : doors(provider)) {
            send(provider, url, mail).succeed();
        }
        var arrived = provider.awaitDelivered("bytes@kit.example", 3);
        assertThat(arrived).hasSize(3).allSatisfy(bytes -> assertThat(bytes).isEqualTo(mail));
    }

    @Test
    void ourOwnTestClientSpeaksToARealServer() throws IOException {
        var provider = PostfixProvider.shared();
        var letter = Letter.awkward("a@example.com", "own@kit.example");
        try (var client =
                SubmissionClient.login(
                        provider.startTlsPort(),
                        provider.authority(),
                        provider.user(),
                        provider.password())) {
            var answer = client.send(letter.sender(), List.of("own@kit.example"), letter.bytes());
            assertThat(answer).startsWith("250 2.0.0");
        }
        assertThat(provider.awaitDelivered("own@kit.example", 1)).containsExactly(letter.bytes());
    }

    @Test
    void nobodySendsWithoutLogin() {
        Peers.require("swaks");
        var provider = PostfixProvider.shared();
        var plain = swaks(provider, "--quit-after", "RCPT").run();
        assertThat(plain.out()).contains("530 5.7.0 Must issue a STARTTLS command first");
        var secured = swaks(provider, "--tls", "--quit-after", "RCPT").run();
        assertThat(secured.out()).contains("554 5.7.1");
    }

    private static Program swaks(PostfixProvider provider, String... more) {
        var command =
                new java.util.ArrayList<>(
                        List.of(
                                "swaks",
                                "--server",
                                "127.0.0.1:" + provider.startTlsPort(),
                                "--to",
                                "nobody@kit.example",
                                "--from",
                                "a@example.com"));
        command.addAll(List.of(more));
        return Program.of(command);
    }

    private static List<String> doors(PostfixProvider provider) {
        return List.of(
                "smtp://localhost:" + provider.startTlsPort(),
                "smtps://localhost:" + provider.implicitPort(),
                "smtp://localhost:" + provider.secondStartTlsPort());
    }

    private static Program send(PostfixProvider provider, String url, byte[] mail) {
        return Program.of(
                        "curl",
                        "-sS",
                        "--ssl-reqd",
                        "--cacert",
                        provider.caFile(),
                        "--user",
                        provider.user() + ":" + provider.password(),
                        "--mail-from",
                        "a@example.com",
                        "--mail-rcpt",
                        "bytes@kit.example",
                        "--upload-file",
                        "-",
                        url)
                .input(mail);
    }
}
