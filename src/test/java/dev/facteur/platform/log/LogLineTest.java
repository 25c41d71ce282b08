package dev.facteur.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.facteur.platform.config.Config.Log.Format;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogLineTest {
    @Test
    void plainLineIsLogfmt() {
        var line =
                line(
                        Format.PLAIN,
                        null,
                        pair("mail", "0abc"),
                        pair("note", "two words"),
                        pair("n", 3));

        assertThat(line)
                .isEqualTo(
                        "ts=2026-01-02T03:04:05.006Z level=info msg=\"mail kept\" mail=0abc"
                                + " note=\"two words\" n=3 in=Acceptance\n");
    }

    @Test
    void jsonLineKeepsNumbersAndTruth() {
        var json = Json.MAPPER.readTree(line(Format.JSON, null, pair("n", 3), pair("ok", true)));

        assertThat(json.get("ts").asString()).isEqualTo("2026-01-02T03:04:05.006Z");
        assertThat(json.get("msg").asString()).isEqualTo("mail kept");
        assertThat(json.get("n").isInt()).isTrue();
        assertThat(json.get("ok").asBoolean()).isTrue();
    }

    @Test
    void nothingAClientSentBeginsALineOfItsOwn() {
        var evil = "x\r\nts=2026 level=error msg=forged\u0085\u2028\u001b[31m\"";
        var thrown = new IllegalStateException(evil);
        for (var format : Format.values()) {
            var text = line(format, thrown, pair("helo", evil));
            assertThat(text.lines())
                    .allMatch(l ->
                            l.startsWith("ts=2026-01-02")
                                    || l.startsWith("  | ")
                                    || l.startsWith("{\"ts\":\"2026-01"));
            assertThat(text).doesNotContain("\u001b", "\r", "\u0085", "\u2028");
        }
        assertThat(Json.MAPPER.readTree(line(Format.JSON, thrown)).get("error").asString())
                .contains("IllegalStateException", "LogLineTest");
    }

    @Test
    void secretsPrintAsStarsAndLongValuesAreCut() {
        var line =
                line(
                        Format.PLAIN,
                        null,
                        pair("password", new Secret("hunter2")),
                        pair("long", "y".repeat(9000)));

        assertThat(line).contains("password=*** ").hasSizeLessThan(4500);
    }

    private static KeyValuePair pair(String key, Object value) {
        return new KeyValuePair(key, value);
    }

    private static String line(Format format, @Nullable Throwable thrown, KeyValuePair... pairs) {
        var logger = new LoggerContext().getLogger("dev.facteur.submit.Acceptance");
        var event = new LoggingEvent("", logger, Level.INFO, "mail kept", thrown, null);
        event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
        for (var pair : pairs) {
            event.addKeyValuePair(pair);
        }
        return new String(new LogLine(format).encode(event), StandardCharsets.UTF_8);
    }
}
