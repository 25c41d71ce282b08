package dev.facteur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = StopSignal.install();

    @TempDir Path folder;

    @Test
    void onceEndsWellWhenTheSampleMailWasDelivered() {
        assertThat(trial(true, false, null, Locale.ENGLISH).run(stop)).as(text(err)).isZero();

        assertThat(text(out)).startsWith("The sample mail was delivered after ");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void peopleAreToldHowToAskTheGateway() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var data = folder.resolve("data");
            var code = threads.submit(() -> trial(false, false, data, Locale.FRENCH).run(stop));
            try {
                await().atMost(PATIENCE).until(() -> text(out).contains("Ctrl+C") || code.isDone());
                assertThat(text(out)).contains("facteur mail list --data " + data);
            } finally {
                stop.ask();
            }
            assertThat(code.get()).as(text(err)).isZero();
        }
    }

    @Test
    void aKeptFolderCanBeUsedAgain() throws Exception {
        var data = Files.createDirectory(folder.resolve("kept"));

        assertThat(trial(true, false, data, Locale.FRENCH).run(stop)).as(text(err)).isZero();
        assertThat(trial(true, false, data, Locale.FRENCH).run(stop)).as(text(err)).isZero();

        assertThat(text(out).lines()).hasSize(2).allMatch(line -> line.startsWith("Le message"));
        assertThat(data.resolve("facteur.db")).exists();
    }

    @Test
    void settingsForProgramsWorkUntilItIsStopped() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var calls = new HttpCalls(null, PATIENCE)) {
            var code = threads.submit(() -> trial(false, true, null, Locale.ENGLISH).run(stop));
            try {
                await().atMost(PATIENCE).until(() -> text(out).endsWith("\n") || code.isDone());
                var line = Json.MAPPER.readTree(text(out));
                assertThat(line.propertyNames())
                        .containsExactly(
                                "http",
                                "submission",
                                "user",
                                "password",
                                "api_key",
                                "from",
                                "ca",
                                "sandbox");
                assertThat(line.get("submission").findValuesAsString("tls"))
                        .containsExactlyInAnyOrder("starttls", "implicit");
                assertSampleArrived(calls, line);
                assertApiKeySends(calls, line);
                assertGreylistedRecipientIsTakenAtTheSecondAttempt(calls, line);
            } finally {
                stop.ask();
            }
            assertThat(code.get()).as(text(err)).isZero();
            assertThat(Path.of(Json.MAPPER.readTree(text(out)).get("ca").asString()))
                    .doesNotExist();
        }
    }

    private static void assertSampleArrived(HttpCalls calls, JsonNode line) throws Exception {
        var mails = mails(calls, line);
        assertThat(mails).hasSize(1);
        var mail = mails.get(0);
        assertThat(mail.get("sender")).isEqualTo(line.get("from"));
        assertThat(mail.get("signed").asBoolean()).isTrue();
        assertThat(mail.get("tls").asString()).startsWith("TLSv1.3");
        assertThat(mail.get("user").asString()).isNotEmpty();
    }

    private static void assertApiKeySends(HttpCalls calls, JsonNode line) throws Exception {
        send(calls, line, "b@customer.example");
        await().atMost(PATIENCE).until(() -> mails(calls, line).size() == 2);
    }

    /// As the tutorial says.
    private static void assertGreylistedRecipientIsTakenAtTheSecondAttempt(
            HttpCalls calls, JsonNode line) throws Exception {
        var id = send(calls, line, "greylist@customer.example");
        var address = URI.create(line.get("http").asString() + "/v1/mails/" + id);
        var headers = Map.of("Authorization", "Bearer " + line.get("api_key").asString());
        await().atMost(PATIENCE)
                .until(() ->
                        calls.call("GET", address, headers, null).body().contains("delivered\""));
        var story = Json.MAPPER.readTree(calls.call("GET", address, headers, null).body());
        assertThat(story.get("events").findValuesAsString("kind"))
                .filteredOn(kind -> kind.equals("deferred"))
                .hasSize(1);
    }

    private static String send(HttpCalls calls, JsonNode line, String recipient) throws Exception {
        var from = line.get("from").asString();
        var message = "From: " + from + "\r\nSubject: by HTTP\r\n\r\nHello\r\n";
        var address =
                line.get("http").asString() + "/v1/messages?from=" + from + "&to=" + recipient;
        var answer =
                calls.call(
                        "POST",
                        URI.create(address),
                        Map.of(
                                "Authorization",
                                "Bearer " + line.get("api_key").asString(),
                                "Content-Type",
                                "message/rfc822"),
                        message.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        return Json.MAPPER.readTree(answer.body()).get("id").asString();
    }

    private static JsonNode mails(HttpCalls calls, JsonNode line) throws Exception {
        var address = URI.create(line.get("sandbox").asString() + "/mails");
        return Json.MAPPER.readTree(calls.call("GET", address, Map.of(), null).body());
    }

    @Test
    void unusableFolderIsToldInASentence() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        assertThat(trial(true, false, file.resolve("data"), Locale.ENGLISH).run(stop)).isEqualTo(1);

        assertThat(text(err)).startsWith("facteur try: cannot ").doesNotContain("Exception");
        assertThat(text(out)).isEmpty();
    }

    private Try trial(boolean once, boolean json, @Nullable Path data, Locale language) {
        var options = new Try.Options(once, json, data, language);
        return new Try(options, Surroundings.system(), stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
