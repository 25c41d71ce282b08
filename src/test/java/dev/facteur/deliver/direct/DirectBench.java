package dev.facteur.deliver.direct;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.smtp.Carrier;
import dev.facteur.deliver.smtp.DialPace;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemDisk;
import dev.facteur.platform.Threads;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import dev.facteur.testkit.Internet;
import dev.facteur.testkit.Zone;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A direct route in a small Internet of its own.
final class DirectBench implements AutoCloseable {
    static final String NAME = "gateway.example";
    private static final byte[] HELLO = "Subject: hello\r\n\r\nbody\r\n".getBytes(UTF_8);

    final Zone zone;
    final Internet internet = new Internet();
    final Exchangers exchangers;
    final OutgoingPort port;
    final DirectTransport transport;

    DirectBench() {
        this(TlsPolicies.NONE);
    }

    DirectBench(TlsPolicies policies) {
        this(policies, new Zone(), null, new MxTls(new SystemClock()));
    }

    /// @param names another DNS than the test's own
    DirectBench(TlsPolicies policies, @Nullable Dns names) {
        this(policies, new Zone(), names, new MxTls(new SystemClock()));
    }

    DirectBench(TlsPolicies policies, Zone zone, MxTls tls) {
        this(policies, zone, null, tls);
    }

    DirectBench(TlsPolicies policies, Zone zone, @Nullable Dns names, MxTls tls) {
        this.zone = zone;
        this.exchangers = new Exchangers(names == null ? zone : names, internet, NAME);
        var clock = new SystemClock();
        var world =
                new Surroundings(
                        clock,
                        new SecureRandom(),
                        host -> List.of(),
                        names == null ? zone : names,
                        _ -> zone,
                        internet,
                        new SystemDisk(),
                        Threads::owner);
        var timeouts = Timeouts.all(Duration.ofSeconds(20));
        var pace = new DialPace(Duration.ofSeconds(20), Duration.ofSeconds(20));
        var carrier =
                new Carrier(
                        world,
                        new ClientTls(clock),
                        tls,
                        timeouts,
                        NAME,
                        AccessTokens.none(),
                        pace);
        port = new OutgoingPort(world, exchangers);
        transport = new DirectTransport(exchangers, policies, carrier, port, world, NAME);
    }

    static Route route(String... sources) {
        var from = new ArrayList<InetAddress>();
        for (var source : sources) from.add(InetAddress.ofLiteral(source));
        return new Route(
                1,
                "direct",
                null,
                null,
                null,
                null,
                new Route.Direct("", from, 5),
                Route.Way.DIRECT,
                Route.Limits.DEFAULT,
                true,
                Route.UncertainPolicy.RETRY);
    }

    Outcome send(String recipient) {
        return send(1, recipient).getFirst();
    }

    List<Outcome> send(long mail, String... recipients) {
        return send(route(), mail, recipients);
    }

    List<Outcome> send(Route route, long mail, String... recipients) {
        return send(route, mail, false, recipients);
    }

    List<Outcome> send(Route route, long mail, boolean tlsOptional, String... recipients) {
        var list = new ArrayList<Recipient>();
        for (var text : recipients) {
            int at = text.lastIndexOf('@');
            var address = new Address(text.substring(0, at), text.substring(at + 1));
            list.add(new Recipient(list.size(), address, Notify.UNSTATED, null));
        }
        var spooled =
                new SpooledMail(
                        new MailId(mail),
                        1,
                        new Address("me", "shop.example"),
                        Envelope.Body.SEVEN_BIT,
                        false,
                        Envelope.Returned.UNSTATED,
                        null,
                        new Place(0, 0, HELLO.length, ContentKey.FORGOTTEN));
        var signed =
                new SignedMail(spooled, "", tlsOptional, () -> new ByteArrayInputStream(HELLO));
        return transport.send(route, signed, list);
    }

    /// The cause of an outcome that is not a delivery.
    static Outcome.Cause cause(Outcome outcome) {
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
