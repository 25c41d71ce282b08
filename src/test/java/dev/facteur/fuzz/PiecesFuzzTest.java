package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApis;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.http.Json;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.mime.PieceReader;
import dev.facteur.protocol.mime.Pieces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/// A mail that is taken apart, and what becomes of its pieces.
class PiecesFuzzTest {
    private static final List<String> IN_PIECES =
            List.of("sendgrid", "resend", "postmark", "brevo", "mailjet");

    @FuzzTest
    void noPieceOfAMailIsMoreThanALineAndEveryCallIsJson(byte[] mail) throws IOException {
        Pieces pieces;
        try {
            pieces = PieceReader.read(new ByteArrayInputStream(mail));
        } catch (MalformedHeader e) {
            assertThat(e.reason().chars()).noneMatch(Character::isISOControl);
            return;
        }
        requireLines(pieces);
        for (var provider : IN_PIECES) requireJson(provider, mail);
    }

    private static void requireLines(Pieces pieces) {
        assertThat(pieces.subject().chars()).noneMatch(Character::isISOControl);
        Stream.of(List.of(pieces.from()), pieces.to(), pieces.cc(), pieces.replyTo())
                .flatMap(List::stream)
                .map(Mailbox::name)
                .forEach(name -> assertThat(name.chars()).noneMatch(Character::isISOControl));
        for (var file : pieces.attachments()) {
            assertThat(file.name().chars()).noneMatch(Character::isISOControl);
        }
        for (var field : pieces.fields()) {
            assertThat(field.value()).doesNotContain("\r", "\n");
        }
        assertThat(pieces.messageId()).doesNotContain("\r", "\n");
    }

    private static void requireJson(String provider, byte[] mail) throws IOException {
        var route = ApiBench.route(provider, "http://127.0.0.1:1", "user");
        var to = ApiBench.recipients("ann@example.net", "bob@example.net");
        var parcel = new Parcel(route, ApiBench.mail(mail), to, false);
        var api = ProviderApis.of(route, new SystemClock()).orElseThrow();
        try {
            var calls = api.calls(parcel);
            while (calls.hasNext()) {
                var call = calls.next();
                try (var body = call.body().open()) {
                    assertThat(Json.MAPPER.readTree(body).isObject()).isTrue();
                }
            }
        } catch (Unfit unfit) {
            assertThat(unfit.getMessage()).isNotEmpty();
        }
    }
}
