package dev.facteur.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Role;
import dev.facteur.feedback.echo.Echoes;
import dev.facteur.feedback.echo.KeptEvidence;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/v1/evidence/{number}`: what an event was read from, as it came, for the operator. It may hold
/// more than the event says, such as a whole link.
final class EvidenceResource {
    private final Echoes echoes;

    EvidenceResource(Echoes echoes) {
        this.echoes = echoes;
    }

    /// @param content bytes that are no UTF-8 are replaced
    record View(
            long number,
            String source,
            String party,
            String route,
            Instant at,
            @Nullable Instant readAt,
            int events,
            int strange,
            String trouble,
            String content) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/evidence/{number}", Role.OPERATOR, "What an event was read from")
                        .answers(200, View.class),
                this::show);
    }

    private void show(Context context) throws Exception {
        var written = context.pathParam("number");
        var kept =
                number(written)
                        .flatMap(echoes::evidence)
                        .orElseThrow(() ->
                                new Objection(
                                        Kind.UNKNOWN,
                                        "evidence-unknown",
                                        written,
                                        "there is no evidence with the number "
                                                + written
                                                + ", or it is not kept any more"));
        context.json(view(Long.parseLong(written), kept));
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static View view(long number, KeptEvidence kept) {
        var evidence = kept.evidence();
        return new View(
                number,
                evidence.source().word(),
                evidence.party(),
                evidence.route(),
                kept.at(),
                kept.readAt(),
                kept.events(),
                kept.strange(),
                kept.trouble(),
                new String(evidence.content(), UTF_8));
    }
}
