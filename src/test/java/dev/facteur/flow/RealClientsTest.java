package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Arrived;
import dev.facteur.testkit.Door;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.GatewaySite;
import dev.facteur.testkit.Letter;
import dev.facteur.testkit.OpenDkimVerifier;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.Program;
import dev.facteur.testkit.RealClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Promise 2: what real clients submit, by every door, is what a real mail server gets, with
/// nothing but header fields on top, among them signatures that OpenDKIM accepts.
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealClientsTest {
    private static final String SENDER = "shop@shop.example";
    private static final List<String> ADDED =
            List.of("received", "dkim-signature", "date", "message-id");

    private Path folder;
    private PostfixProvider provider;
    private GatewayProcess gateway;
    private GatewaySite site;
    private OpenDkimVerifier verifier;

    @BeforeAll
    void startGateway(@TempDir Path shared) throws IOException {
        folder = shared;
        provider = PostfixProvider.shared();
        gateway = GatewayProcess.prepare(folder, "").start();
        site = GatewaySetup.site(gateway, "shop", "shop.example", provider);
        verifier = OpenDkimVerifier.withKeys(folder, site.dkimRecords());
    }

    @AfterAll
    void stopGateway() {
        if (gateway != null) gateway.close();
    }

    static Stream<Arguments> clientsAndDoors() {
        return Stream.of(RealClient.values())
                .flatMap(client ->
                        Stream.of("587", "465", "2525").map(door -> Arguments.of(client, door)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("clientsAndDoors")
    void mailArrivesSignedAndOtherwiseAsSubmitted(RealClient client, String door)
            throws IOException {
        var recipient = client.name().toLowerCase(Locale.ROOT) + door + "@clients.example";
        var sent = client.send(door(door), Letter.awkward(SENDER, recipient), folder);
        assertArrived(recipient, sent);
    }

    @Test
    void httpMailArrivesSignedAndOtherwiseAsSubmitted() throws IOException {
        Peers.require("curl");
        var letter = Letter.awkward(SENDER, "http@clients.example");
        var answer = GatewaySetup.postByCurl(gateway, site, letter);
        assertThat(answer).contains("\"id\"");
        assertArrived(letter.recipient(), letter.bytes());
    }

    @Test
    void phpMailThroughSendmailArrivesSignedAndOtherwiseAsSubmitted() throws IOException {
        assertArrived("php@clients.example", phpMail("php@clients.example"));
    }

    /// Returns the end of the mail that PHP's `mail()` makes.
    private byte[] phpMail(String recipient) throws IOException {
        Peers.require("php");
        var body = "Bonjour, voilà.\n.\n..dots\n\nhttps://shop.example/reset?key=1\n";
        var data = gateway.data().toString();
        var sendmail = gateway.shellCommand("sendmail", "--data", data, "-t", "-i");
        var script = RealClient.copy("mail.php", folder);
        Program.of("php", "-d", "sendmail_path=" + sendmail, script, SENDER, recipient)
                .input(body.getBytes(StandardCharsets.UTF_8))
                .succeed();
        // PHP ends every mail with one more line end than it was given.
        var sent = "\r\n\r\n" + body.replace("\n", "\r\n") + "\r\n";
        return sent.getBytes(StandardCharsets.UTF_8);
    }

    private Door door(String usualPort) {
        return switch (usualPort) {
            case "587" -> GatewaySetup.door(gateway, site);
            case "465" -> GatewaySetup.door(gateway, site, gateway.implicitPort(), true);
            case "2525" -> GatewaySetup.door(gateway, site, gateway.secondStartTlsPort(), false);
            default -> throw new IllegalArgumentException(usualPort);
        };
    }

    private void assertArrived(String recipient, byte[] sent) throws IOException {
        var arrived = provider.awaitDelivered(recipient, 1).getFirst();
        assertThat(Arrived.text(arrived)).endsWith(Arrived.text(sent));
        if (!Arrived.text(sent).startsWith("\r\n")) {
            var onTop = Arrived.text(arrived).substring(0, arrived.length - sent.length);
            assertThat(fieldNames(onTop)).isSubsetOf(ADDED).contains("received");
        }
        var verdicts = verifier.verify(arrived);
        assertThat(verdicts)
                .as(Arrived.headersOf(arrived))
                .extracting(OpenDkimVerifier.Verdict::algorithm)
                .containsExactlyInAnyOrder("rsa-sha256", "ed25519-sha256");
        assertThat(verdicts).allMatch(OpenDkimVerifier.Verdict::passes);
    }

    private static List<String> fieldNames(String headers) {
        return headers.lines()
                .filter(line -> !line.startsWith(" ") && !line.startsWith("\t"))
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                .toList();
    }
}
