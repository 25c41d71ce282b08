package dev.facteur;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.platform.Listener;
import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.http.Json;
import dev.facteur.sandbox.SandboxSettings;
import dev.facteur.sandbox.SandboxSettings.Ports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SandboxRunTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final StopSignal stop = StopSignal.install();

    @Test
    void runsUntilItIsStoppedAndLeavesNothing() throws Exception {
        var settings = SandboxSettings.onFreePorts(null);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var calls = new HttpCalls(null, Duration.ofSeconds(30))) {
            var code = threads.submit(() -> run(settings));
            await().until(() -> text(out).endsWith("\n") || code.isDone());
            var line = Json.MAPPER.readTree(text(out));
            var page = URI.create(line.get("sandbox").asString() + "/");
            assertThat(calls.call("GET", page, Map.of(), null).body()).contains("Practice inbox");
            var ca = Path.of(line.get("ca").asString());
            assertThat(ca).exists();

            stop.ask();

            assertThat(code.get()).as(text(err)).isZero();
            assertThat(ca).doesNotExist();
        }
    }

    @Test
    void takenPortIsToldInASentence() throws Exception {
        var free = SandboxSettings.onFreePorts(null);
        try (var taken = Listener.open(new InetSocketAddress(free.address(), 0))) {
            assertThat(run(free.at(new Ports(taken.port(), 0, 0, 0)))).isEqualTo(1);
            assertThat(text(err))
                    .startsWith("facteur sandbox: cannot listen on 127.0.0.1 port " + taken.port());
            assertThat(run(free.at(new Ports(0, 0, taken.port(), 0)))).isEqualTo(1);
            assertThat(LoggerFactory.getLogger("io.javalin.Javalin").isErrorEnabled()).isFalse();
        }
    }

    private int run(SandboxSettings settings) {
        var options = new SandboxRun.Options(settings, true, null, Locale.ENGLISH);
        return new SandboxRun(options, Surroundings.system(), stream(out), stream(err)).run(stop);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
