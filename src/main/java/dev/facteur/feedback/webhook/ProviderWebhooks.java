package dev.facteur.feedback.webhook;

import dev.facteur.feedback.echo.EchoReader;
import dev.facteur.feedback.echo.EchoReading;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import dev.facteur.platform.Clock;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.route.Routes;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Everything about providers' webhooks: how they are set up, where they come in, how they are
/// read.
public final class ProviderWebhooks implements EchoReader {
    private static final int MAX_CERTIFICATE = 64 << 10;

    private final CallReader reader;
    private final RouteWebhooks routes;

    private ProviderWebhooks(CallReader reader, RouteWebhooks routes) {
        this.reader = reader;
        this.routes = routes;
    }

    /// @param calls for the certificates of Amazon's messages; calls public addresses only
    public static ProviderWebhooks open(
            Database database, Sealer sealer, Routes routes, RandomText random, PublicCalls calls) {
        var hooks = new Hooks(new SesHook(new Sns(address -> get(calls, address))));
        return new ProviderWebhooks(
                new CallReader(hooks), new RouteWebhooks(database, sealer, routes, random, hooks));
    }

    private static byte[] get(PublicCalls calls, URI address) throws IOException {
        var answer = calls.call("GET", address, Map.of(), new byte[0], MAX_CERTIFICATE);
        if (answer.ok()) return answer.body();
        throw new IOException(address.getHost() + " answered " + answer.status());
    }

    public RouteWebhooks routes() {
        return routes;
    }

    /// Where providers call.
    public WebhookDoor door(EchoReading reading, Clock clock, MeterRegistry registry) {
        return new WebhookDoor(routes, reading, clock, registry);
    }

    @Override
    public List<Heard> read(Evidence evidence) throws UnreadableEvidence {
        return reader.read(evidence);
    }
}
