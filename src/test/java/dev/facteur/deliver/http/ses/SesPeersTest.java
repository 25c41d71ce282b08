package dev.facteur.deliver.http.ses;

import static dev.facteur.testkit.ProviderServer.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.MailVariety;
import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.http.Json;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.ProviderServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import tools.jackson.databind.JsonNode;

/// Our calls to Amazon beside those of its own library, and before a server that plays Amazon.
class SesPeersTest {
    private static final String USER = "AKIAPRACTICE";
    private static final String TAKEN = "{\"MessageId\":\"1\"}";

    @Test
    void aMailIsTheCallThatAmazonsOwnLibraryMakes() {
        try (var server = ProviderServer.that(_ -> answer(200, TAKEN));
                var bench = new ApiBench();
                var library = library(server.base())) {
            var mail = MailVariety.FILES;
            bench.send(ApiBench.route("ses", server.base(), USER), mail, "ann@example.net");
            var id = ApiBench.mail(mail).mail().id().toString();
            library.sendEmail(each ->
                    each.destination(to -> to.toAddresses("ann@example.net"))
                            .emailTags(MessageTag.builder().name("facteur_mail").value(id).build())
                            .content(content -> content.raw(raw -> raw.data(bytes(mail)))));

            var ours = server.calls().get(0);
            var theirs = server.calls().get(1);
            assertThat(ours.line()).isEqualTo(theirs.line());
            assertThat(json(ours)).isEqualTo(json(theirs));
            assertThat(signed(ours)).startsWith("AWS4-HMAC-SHA256 Credential=" + USER + "/");
            assertThat(scope(ours)).isEqualTo(scope(theirs));
        }
    }

    private static SesV2Client library(String base) {
        var credentials = AwsBasicCredentials.create(USER, ApiBench.KEY);
        return SesV2Client.builder()
                .endpointOverride(URI.create(base))
                .region(Region.of("global"))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static SdkBytes bytes(String mail) {
        return SdkBytes.fromByteArray(mail.replace("\n", "\r\n").getBytes(UTF_8));
    }

    private static JsonNode json(ProviderServer.Call call) {
        return Json.MAPPER.readTree(call.text());
    }

    private static String signed(ProviderServer.Call call) {
        return call.headers().getOrDefault("authorization", "");
    }

    /// Day, region and service of the signature.
    private static String scope(ProviderServer.Call call) {
        var scope = signed(call).substring(signed(call).indexOf('/'));
        return scope.substring(0, scope.indexOf(','));
    }

    @Test
    void aServerThatPlaysAmazonTakesEveryKindOfMail() throws Exception {
        try (var amazon = Amazon.start();
                var bench = new ApiBench()) {
            var route = ApiBench.route("ses", amazon.base(), USER);
            // Amazon takes no others by its API.
            var mails = MailVariety.all().values().stream().filter(SesPeersTest::isAscii).toList();
            for (var mail : mails) {
                assertThat(bench.send(route, mail, "ann@example.net"))
                        .as(mail)
                        .allMatch(Outcome.Delivered.class::isInstance);
            }
            var kept = amazon.kept();
            assertThat(kept.size()).isEqualTo(mails.size()).isGreaterThan(2);
            for (var mail : kept) {
                assertThat(mail.path("subject").asString()).isEqualTo("Été €");
                assertThat(mail.path("destination").path("to").path(0).asString())
                        .contains("ann@example.net");
            }
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /// aws-ses-v2-local of npm's registry.
    private static final class Amazon implements AutoCloseable {
        private final Process process;
        private final String base;
        private final HttpCalls calls = new HttpCalls(null, Duration.ofSeconds(10));

        private Amazon(Process process, String base) {
            this.process = process;
            this.base = base;
        }

        static Amazon start() throws IOException {
            Peers.require("node");
            var program = Peers.folder().resolve("ses/node_modules/aws-ses-v2-local/dist/cli.js");
            if (!program.toFile().isFile()) Peers.missing(program + " is not there");
            int port = FreePorts.one();
            var command =
                    List.of(
                            Peers.program("node").toString(),
                            program.toString(),
                            "--host",
                            "127.0.0.1",
                            "--port",
                            String.valueOf(port));
            var log = Path.of("/dev/null").toFile();
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log)
                            .start();
            var amazon = new Amazon(process, "http://127.0.0.1:" + port);
            await().ignoreExceptions().until(() -> amazon.get("/health-check").ok());
            return amazon;
        }

        String base() {
            return base;
        }

        JsonNode kept() throws IOException {
            return Json.MAPPER.readTree(get("/store").body()).path("emails");
        }

        private HttpCalls.Answer get(String path) throws IOException {
            return calls.call("GET", URI.create(base + path), Map.of(), null);
        }

        @Override
        public void close() {
            calls.close();
            process.destroy();
        }
    }
}
