package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.Outcome;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import dev.facteur.testkit.ProviderServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A transport, and mails and accounts to try it with.
public final class ApiBench implements AutoCloseable {
    public static final String KEY = "key-9f3c-secret";
    public static final String HELLO =
            """
            From: Shop <shop@example.com>
            To: Ann <ann@example.net>
            Subject: hello

            body
            """;

    public final ApiTransport transport;

    public ApiBench() {
        this(Duration.ofSeconds(20));
    }

    public ApiBench(Duration patience) {
        this.transport = new ApiTransport(patience, AccessTokens.none(), new SystemClock());
    }

    public ApiBench(AccessTokens tokens) {
        this.transport = new ApiTransport(Duration.ofSeconds(20), tokens, new SystemClock());
    }

    /// One whose calls carry an access token.
    public static Route tokenRoute(String provider, String base, String user) {
        return new Route(
                1,
                "way",
                new Route.Account(provider, "global"),
                null,
                new Route.Api(URI.create(base), user, new Route.Proof.Token()),
                new Route.Client("client", null, "", null, false),
                null,
                Route.Way.API,
                Route.Limits.DEFAULT,
                false,
                Route.UncertainPolicy.RETRY);
    }

    public static Route route(String provider, String base) {
        return route(provider, base, "");
    }

    public static Route route(String provider, String base, String user) {
        return new Route(
                1,
                "way",
                new Route.Account(provider, "global"),
                null,
                new Route.Api(URI.create(base), user, new Secret(KEY)),
                Route.Way.API,
                Route.Limits.DEFAULT,
                false,
                Route.UncertainPolicy.RETRY);
    }

    /// @param text its lines end in LF here and in CRLF in the mail
    public static SignedMail mail(String text) {
        return mail(text.replace("\n", "\r\n").getBytes(UTF_8));
    }

    public static SignedMail mail(byte[] bytes) {
        var spooled =
                new SpooledMail(
                        new MailId(1),
                        1,
                        new Address("me", "example.com"),
                        Envelope.Body.EIGHT_BIT,
                        false,
                        Envelope.Returned.UNSTATED,
                        null,
                        new Place(0, 0, bytes.length, ContentKey.FORGOTTEN));
        return new SignedMail(spooled, "", () -> new ByteArrayInputStream(bytes));
    }

    public static List<Recipient> recipients(String... addresses) {
        var recipients = new ArrayList<Recipient>();
        for (var address : addresses) {
            try {
                var parsed = Address.parse(address);
                recipients.add(new Recipient(recipients.size(), parsed, Notify.UNSTATED, null));
            } catch (MalformedAddress e) {
                throw new IllegalArgumentException(e);
            }
        }
        return recipients;
    }

    /// What becomes of Ann when she is sent a small mail.
    public Outcome hello(Route route) {
        return send(route, HELLO, "ann@example.net").getFirst();
    }

    public List<Outcome> send(Route route, String mail, String... recipients) {
        return transport.send(route, mail(mail), recipients(recipients));
    }

    /// The body that a provider is sent for a mail it takes.
    public static JsonNode body(String provider, String answer, String mail, String... recipients) {
        try (var server = ProviderServer.that(_ -> answer);
                var bench = new ApiBench()) {
            var outcomes = bench.send(route(provider, server.base()), mail, recipients);
            if (server.calls().isEmpty()) throw new AssertionError(outcomes.toString());
            return Json.MAPPER.readTree(server.calls().getFirst().text());
        }
    }

    public static Outcome.Cause cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Deferred(var cause, _) -> cause;
            case Outcome.Refused(var cause) -> cause;
            case Outcome.Uncertain(var cause) -> cause;
            case Outcome.Parked(var cause) -> cause;
            case Outcome.Delivered delivered -> throw new AssertionError(delivered.toString());
        };
    }

    @Override
    public void close() {
        transport.close();
    }
}
