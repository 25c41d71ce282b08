package dev.facteur.deliver.http;

import static dev.facteur.testkit.ProviderServer.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/// Holds what we send to the schemas that providers publish.
class OpenApiTest {
    @Test
    void sendGridsSchemaHoldsForAllKindsOfMail() {
        holds("sendgrid", answer(202, ""), schema("sendgrid-mail-send.json"));
    }

    @Test
    void resendsSchemaHoldsForAllKindsOfMail() {
        holds("resend", answer(200, "{\"id\":\"1\"}"), schema("resend-send-email.json"));
    }

    @Test
    void theSchemasRefuseWhatIsWrong() {
        assertThat(schema("sendgrid-mail-send.json").validate("{}", InputFormat.JSON)).isNotEmpty();
        assertThat(schema("resend-send-email.json").validate("{\"to\":1}", InputFormat.JSON))
                .isNotEmpty();
    }

    private static void holds(String provider, String answer, Schema schema) {
        MailVariety.all()
                .forEach((kind, mail) -> {
                    var body = ApiBench.body(provider, answer, mail, MailVariety.recipients());
                    assertThat(schema.validate(body)).as(kind).isEmpty();
                });
    }

    private static Schema schema(String name) {
        try (var file = OpenApiTest.class.getResourceAsStream("/vectors/openapi/" + name)) {
            var text = new String(file.readAllBytes(), UTF_8);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
