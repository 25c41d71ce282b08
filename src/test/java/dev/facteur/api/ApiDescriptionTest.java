package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/v1/openapi.json` says of the API. Each answer that a test gets of an [ApiServer] is held
/// against it besides.
final class ApiDescriptionTest {
    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyReferenceLeadsToASchema() {
        var document = server.described().document();
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        var references = document.findValuesAsString("$ref");
        assertThat(references).isNotEmpty();
        for (var reference : references) {
            assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
        }
    }

    @Test
    void everyOperationIsDescribedOnceAndSaysWhatItAnswers() {
        var seen = new TreeSet<String>();
        for (var operation : server.described().operations()) {
            var named = operation.method() + " " + operation.path();
            assertThat(seen.add(named)).as(named).isTrue();
            assertThat(server.described().described(operation).path("responses"))
                    .as(named)
                    .hasSizeGreaterThan(1);
            assertThat(operation.answers()).as(named).isNotEmpty();
        }
    }

    @Test
    void everyOperationStandsInTheReference() throws Exception {
        var page = Files.readString(Path.of("docs/reference-api.md"));
        for (var operation : server.described().operations()) {
            if (operation.path().startsWith("/v1/webhooks/in/")) continue;
            var path = Pattern.compile("\\{([a-z]+)}").matcher(operation.path());
            var named = path.replaceAll(name -> name.group(1).toUpperCase(Locale.ROOT));
            assertThat(page).as(operation.method() + " " + named).contains(named + "`");
        }
    }
}
