package dev.facteur.feedback.webhook;

import dev.facteur.feedback.echo.EchoReader;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import dev.facteur.platform.http.Json;
import java.util.List;
import tools.jackson.core.JacksonException;

/// Understands the calls of all providers, proved or not. The party of the evidence is the
/// provider.
public final class CallReader implements EchoReader {
    private final Hooks hooks;

    CallReader(Hooks hooks) {
        this.hooks = hooks;
    }

    /// One that can prove nothing, since it fetches no certificate.
    public static CallReader alone() {
        return new CallReader(new Hooks(new SesHook(new Sns(_ -> new byte[0]))));
    }

    @Override
    public List<Heard> read(Evidence evidence) throws UnreadableEvidence {
        var hook =
                hooks.of(evidence.party())
                        .orElseThrow(() -> new UnreadableEvidence("an unknown provider"));
        try {
            return hook.read(Json.MAPPER.readTree(evidence.content()));
        } catch (JacksonException e) {
            throw new UnreadableEvidence("no JSON: " + e.getOriginalMessage());
        }
    }
}
