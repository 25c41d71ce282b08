package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import dev.facteur.testkit.FreePorts;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PortsApiTest {
    private static final int STARTTLS = 587;

    @TempDir Path folder;
    private ApiServer server;
    private int closed;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        closed = FreePorts.one();
        var route =
                """
                {"name":"way","host":"127.0.0.1","ladder":"%d/starttls"}
                """
                        .formatted(closed);
        assertThat(server.operator("POST", "/v1/routes", route).status()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachPortOfARouteIsMeasuredAndTheAnswerIsASentence() {
        var way = server.operator("GET", "/v1/ports", null).json().path("routes").path(0);
        var port = way.path("ports").path(0);
        assertThat(way.path("name").asString("")).isEqualTo("way");
        assertThat(way.path("port").isNull()).isTrue();
        assertThat(way.path("severity").asString("")).isEqualTo("problem");
        assertThat(way.path("answer").asString("")).contains("ask the hosting company");
        assertThat(port.path("port").asInt(0)).isEqualTo(closed);
        assertThat(port.path("state").asString("")).isEqualTo("refused");
        assertThat(port.path("login").asString("")).isEqualTo("untried");
    }

    @Test
    void theAnswerIsInTheLanguageAskedFor() {
        var way = server.operator("GET", "/v1/ports?lang=fr", null).json().path("routes").path(0);
        assertThat(way.path("answer").asString("")).contains("demandez à l'hébergeur");
    }

    @Test
    void aRouteThatIsNotKnownIsNotFound() {
        assertThat(server.operator("GET", "/v1/ports?route=other", null).status()).isEqualTo(404);
    }

    @Test
    void theDoorsAreToldWithoutALook() {
        var doors = server.operator("GET", "/v1/endpoints", null).json();
        var door = doors.path("submission").path(0);
        assertThat(doors.path("host").asString("")).isEqualTo("gateway.example");
        assertThat(door.path("port").asInt(0)).isEqualTo(STARTTLS);
        assertThat(door.path("tls").asString("")).isEqualTo("starttls");
    }

    @Test
    void nobodyButTheOperatorIsTold() {
        assertThat(server.as("another-token", "GET", "/v1/ports", null).status()).isEqualTo(401);
        assertThat(server.as("another-token", "GET", "/v1/endpoints", null).status())
                .isEqualTo(401);
    }
}
