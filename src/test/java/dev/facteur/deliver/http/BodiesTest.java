package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class BodiesTest {
    private static final int[] SIZES = {0, 1, 2, 3, 4, 4095, 4096, 4097, 12_288, 12_289, 50_000};

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) bytes[i] = (byte) (i % 128);
        return bytes;
    }

    private static byte[] read(HttpBody body) throws IOException {
        try (var in = body.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void base64IsAsLongAsItSaysAndMeansTheSame() throws Exception {
        for (int size : SIZES) {
            var body = new Base64Body(HttpBody.of(bytes(size)));
            var read = read(body);
            assertThat(read).hasSize((int) body.length());
            assertThat(Base64.getDecoder().decode(read)).isEqualTo(bytes(size));
        }
    }

    @Test
    void textInJsonIsAsLongAsItSaysAndMeansTheSame() throws Exception {
        for (int size : SIZES) {
            var body = JsonTextBody.of(HttpBody.of(bytes(size)));
            var read = read(body);
            assertThat(read).hasSize((int) body.length());
            var text = "[\"" + new String(read, US_ASCII) + "\"]";
            assertThat(Json.MAPPER.readTree(text).get(0).asString())
                    .isEqualTo(new String(bytes(size), US_ASCII));
        }
    }

    @Test
    void joinedBodiesFollowOneAnother() throws Exception {
        var body = WholeMail.joined(HttpBody.of(bytes(3)), HttpBody.of(bytes(2)));
        assertThat(body.length()).isEqualTo(5);
        assertThat(read(body)).containsExactly(0, 1, 2, 0, 1);
    }
}
