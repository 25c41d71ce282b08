package dev.facteur.protocol.spf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Peers;
import dev.facteur.testkit.Program;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Another implementation judges the same clients: pyspf, which Postfix's policy server uses. More
/// of them: `-Dspf.scenes=5000 -Dspf.seed=1`.
@Tag("flow")
final class PyspfAgreesTest {
    private static final long SEED = Long.getLong("spf.seed", 7208);
    private static final int SCENES = Integer.getInteger("spf.scenes", 400);

    @Test
    void pyspfComesToTheSameResults() throws Exception {
        var scenes = LongStream.range(SEED, SEED + SCENES).mapToObj(SpfScene::of).toList();
        var theirs = pyspf(scenes);
        assertThat(theirs).hasSameSizeAs(scenes).contains("pass", "fail", "permerror", "none");
        for (int i = 0; i < scenes.size(); i++) {
            var scene = scenes.get(i);
            assertThat(ours(scene)).as("seed %d: %s", SEED + i, scene).isEqualTo(theirs.get(i));
        }
    }

    private static String ours(SpfScene scene) {
        var now = InstantSource.fixed(Instant.EPOCH);
        return new SpfChecker(scene.dns(), now, "receiver.example", Duration.ofSeconds(20))
                .mailFrom(InetAddress.ofLiteral(scene.client()), scene.helo(), scene.sender())
                .result()
                .word();
    }

    private static List<String> pyspf(List<SpfScene> scenes) throws IOException {
        Peers.require("python3");
        var folders =
                Stream.of("python3-spf", "python3-dns")
                        .map(name -> Peers.folder().resolve(name, "usr/lib/python3/dist-packages"))
                        .toList();
        for (var folder : folders) {
            if (!Files.isDirectory(folder)) Peers.missing(folder + " is not there");
        }
        var said =
                Program.of(Peers.program("python3"), "-c", script())
                        .environment(
                                "PYTHONPATH",
                                folders.stream()
                                        .map(Path::toString)
                                        .collect(Collectors.joining(File.pathSeparator)))
                        .input(JsonMapper.shared().writeValueAsBytes(scenes))
                        .run();
        assertThat(said.exit()).as(said.toString()).isZero();
        return JsonMapper.shared()
                .readTree(said.out())
                .valueStream()
                .map(result -> result.asString())
                .toList();
    }

    private static String script() throws IOException {
        try (var file = PyspfAgreesTest.class.getResourceAsStream("pyspf.py")) {
            if (file == null) throw new IOException("the script is not there");
            return new String(file.readAllBytes(), UTF_8);
        }
    }
}
