package dev.facteur.feedback.webhook;

import dev.facteur.event.Source;
import dev.facteur.feedback.echo.EchoReading;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.LimitedBody;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Right;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /v1/webhooks/in/{route}/{secret}`: a provider tells what became of mails. 200 is said when
/// the call is on stable storage; it is read afterwards.
public final class WebhookDoor {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDoor.class);

    private final RouteWebhooks webhooks;
    private final EchoReading reading;
    private final Clock clock;
    private final MeterRegistry registry;

    WebhookDoor(RouteWebhooks webhooks, EchoReading reading, Clock clock, MeterRegistry registry) {
        this.webhooks = webhooks;
        this.reading = reading;
        this.clock = clock;
        this.registry = registry;
    }

    /// The address itself is the secret.
    public Endpoint endpoint() {
        return new Endpoint(
                Operation.post(
                                "/v1/webhooks/in/{route}/{secret}",
                                Right.NONE,
                                "A provider tells what became of mails")
                        .takes("application/json")
                        .answers(200)
                        .refuses(401, 503),
                this::receive);
    }

    private void receive(Context context) throws Exception {
        var named =
                webhooks.named(context.pathParam("route"), context.pathParam("secret"))
                        .orElse(null);
        if (named == null) throw refused("", "there is no webhook at this address");
        var provider = named.route().provider();
        var body = new LimitedBody(context.bodyInputStream(), Evidence.MAX_BYTES);
        var call = new Call(context::header, body.readAllBytes());
        try {
            named.hook().prove(call, named.key(), clock.now());
        } catch (NotGenuine e) {
            LOG.atWarn()
                    .addKeyValue("route", named.route().name())
                    .addKeyValue("reason", e.getMessage())
                    .log("a webhook call is refused");
            throw refused(provider, e.getMessage() == null ? "" : e.getMessage());
        }
        reading.take(new Evidence(Source.WEBHOOK, provider, named.route().name(), call.body()));
        count(provider, "kept");
        answer(named, call);
        context.status(200);
    }

    /// A provider that is told so comes again.
    private static void answer(RouteWebhooks.Named named, Call call) throws HttpRefusal {
        try {
            named.hook().answer(call);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("route", named.route().name())
                    .addKeyValue("reason", e.getMessage())
                    .log("a webhook could not be confirmed");
            throw new HttpRefusal(503, "Not now", "The subscription could not be confirmed.");
        }
    }

    private HttpRefusal refused(String provider, String why) {
        count(provider, "refused");
        return new HttpRefusal(401, "Not genuine", "This call is not taken: " + why + ".");
    }

    private void count(String provider, String result) {
        registry.counter("facteur.webhook.calls", "provider", provider, "result", result)
                .increment();
    }
}
