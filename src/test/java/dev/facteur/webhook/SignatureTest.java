package dev.facteur.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.secret.Secret;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The specification's own library, of npm, believes our calls and no others.
class SignatureTest {
    private static final String PACKAGE = "standardwebhooks";
    private static final String BODY = "{\"type\":\"events\",\"data\":{\"events\":[\"é\"]}}";

    @TempDir Path folder;
    private final Secret secret =
            Signature.secret("0123456789abcdefghijklmnopqrstuv".getBytes(UTF_8));
    private final Secret another =
            Signature.secret("another key of thirty-two bytes!".getBytes(UTF_8));

    @Test
    void theLibraryOfTheSpecificationBelievesACallOfOurs() throws Exception {
        assertThat(verify(secret, Instant.now(), BODY).exit()).isZero();
    }

    @Test
    void itBelievesNeitherAnotherSecretNorAChangedBodyNorAnOldCall() throws Exception {
        assertThat(verify(another, Instant.now(), BODY).err()).contains("No matching signature");
        var changed = BODY.replace("events", "evints");
        assertThat(verify(secret, Instant.now(), changed).err()).contains("No matching signature");
        var old = Instant.now().minusSeconds(600);
        assertThat(verify(secret, old, BODY).err()).contains("timestamp too old");
    }

    private Program.Result verify(Secret known, Instant at, String body) throws IOException {
        Peers.require("node");
        var packages = Peers.folder().resolve(PACKAGE);
        if (!Files.isDirectory(packages)) Peers.missing(PACKAGE + " is not in " + packages);
        var script = folder.resolve(PACKAGE + ".js");
        try (var in = SignatureTest.class.getResourceAsStream("/peers/" + PACKAGE + ".js")) {
            if (in == null) throw new IOException("no such test resource: " + script);
            Files.write(script, in.readAllBytes());
        }
        var headers = Signature.headers(secret, "msg_1_2_3", at, BODY.getBytes(UTF_8));
        var words = new ArrayList<>(List.of("node", script.toString(), packages.toString()));
        words.add(known.reveal());
        for (var name : List.of("id", "timestamp", "signature")) {
            words.add(String.valueOf(headers.get("webhook-" + name)));
        }
        return Program.of(words).input(body.getBytes(UTF_8)).run();
    }
}
