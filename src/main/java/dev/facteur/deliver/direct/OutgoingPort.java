package dev.facteur.deliver.direct;

import dev.facteur.deliver.direct.PortFinding.State;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.Route;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks whether this machine may call port 25 of others at all: many hosts and all home lines
/// block it. Some large mail servers are called and left again after their answer to EHLO; no mail
/// is sent.
public final class OutgoingPort {
    private static final int PORT = 25;

    /// Of several companies, or one in trouble would look like all.
    private static final List<String> LARGE = List.of("gmail.com", "outlook.com", "yahoo.com");

    private static final Pattern SEEN = Pattern.compile("\\[(?:IPv6:)?([0-9A-Fa-f:.]{3,45})]");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// A little longer than each call may take.
    private static final Duration LONGEST = Duration.ofSeconds(25);

    private final Surroundings world;
    private final Exchangers exchangers;

    public OutgoingPort(Surroundings world, Exchangers exchangers) {
        this.world = world;
        this.exchangers = exchangers;
    }

    /// What became of one call.
    ///
    /// @param state of the port, as far as this one can tell
    /// @param greeted the first word of the greeting, where there was one
    /// @param source from which we called, null where nobody answered
    /// @param outside the address that it says we called from, null where it says none
    private record Call(
            String domain,
            String host,
            State state,
            String greeted,
            @Nullable InetAddress source,
            @Nullable InetAddress outside) {
        static Call without(String domain, String host, State state) {
            return new Call(domain, host, state, "", null, null);
        }
    }

    /// Blocks for half a minute at most.
    ///
    /// @param hello how we introduce ourselves
    public PortFinding look(Route.Direct direct, String hello) throws InterruptedException {
        var calls = new LinkedBlockingQueue<Call>();
        for (var domain : LARGE) {
            Threads.virtual("port 25 of " + domain, () -> calls.add(call(domain, direct, hello)));
        }
        var clock = world.clock();
        var deadline = clock.now().plus(LONGEST);
        var made = new ArrayList<Call>();
        while (made.size() < LARGE.size()) {
            var call = clock.poll(calls, deadline);
            if (call == null) break;
            made.add(call);
        }
        return finding(made);
    }

    private Call call(String domain, Route.Direct direct, String hello) {
        try {
            var exchanges = exchangers.of(domain, direct, new MailId(0));
            for (var exchange : exchanges.hosts()) {
                if (exchangers.locate(exchange, direct) instanceof Located.Here(var addresses)) {
                    try (var socket = connect(addresses.getFirst(), direct)) {
                        return call(domain, exchange.host(), socket, hello);
                    } catch (ConnectException _) {
                        return Call.without(domain, exchange.host(), State.REFUSED);
                    } catch (IOException _) {
                        return Call.without(domain, exchange.host(), State.DROPPED);
                    }
                }
            }
        } catch (Unreachable _) {
            // DNS is in trouble, and that is all that is known.
        }
        return Call.without(domain, domain, State.UNKNOWN);
    }

    private static Call call(String domain, String host, Socket socket, String hello)
            throws IOException {
        var client = SmtpClient.over(socket, Timeouts.all(PATIENCE));
        var greeting = client.greeting();
        var source = socket.getLocalAddress();
        var outside = outside(client, hello);
        client.quit();
        return new Call(domain, host, State.OPEN, firstWord(greeting), source, outside);
    }

    /// Many servers say in the first line after EHLO whom they see: `Hello [203.0.113.7]`. Behind a
    /// translator (NAT) nobody else tells us.
    private static @Nullable InetAddress outside(SmtpClient client, String hello) {
        try {
            var said = SEEN.matcher(client.hello(hello).lines().getFirst());
            if (!said.find()) return null;
            var address = InetAddress.ofLiteral(said.group(1));
            return PublicAddresses.objection(address) == null ? address : null;
        } catch (IOException | IllegalArgumentException _) {
            // It need not tell.
            return null;
        }
    }

    private Socket connect(InetAddress address, Route.Direct direct) throws IOException {
        var there = new InetSocketAddress(address, PORT);
        return world.connector().connect(there, source(address, direct), PATIENCE);
    }

    private static @Nullable InetAddress source(InetAddress address, Route.Direct direct) {
        boolean six = address instanceof Inet6Address;
        return direct.sources().stream()
                .filter(source -> source instanceof Inet6Address == six)
                .findFirst()
                .orElse(null);
    }

    private static String firstWord(Reply greeting) {
        var line = greeting.lines().getFirst();
        int end = line.indexOf(' ');
        return (end < 0 ? line : line.substring(0, end)).toLowerCase(Locale.ROOT);
    }

    private static PortFinding finding(List<Call> calls) {
        var open = calls.stream().filter(call -> call.state == State.OPEN).toList();
        if (!open.isEmpty()) return answered(open);
        var known = calls.stream().filter(call -> call.state != State.UNKNOWN).toList();
        if (known.isEmpty()) {
            return found(State.UNKNOWN, Saying.PORT_25_NOBODY.with(), calls);
        }
        boolean refused = known.stream().allMatch(call -> call.state == State.REFUSED);
        return refused
                ? found(State.REFUSED, Saying.PORT_25_REFUSED.with(domains(known)), known)
                : found(State.DROPPED, Saying.PORT_25_DROPPED.with(domains(known)), known);
    }

    /// Mail servers of different companies introduce themselves by different names.
    private static PortFinding answered(List<Call> open) {
        boolean same = open.stream().map(Call::greeted).distinct().count() == 1;
        if (!same || open.size() == 1) {
            return found(State.OPEN, Saying.PORT_25_OPEN.with(), open);
        }
        var somebody = open.getFirst().greeted;
        return found(
                State.INTERCEPTED, Saying.PORT_25_INTERCEPTED.with(domains(open), somebody), open);
    }

    private static PortFinding found(State state, Statement statement, List<Call> calls) {
        var seen = new ArrayList<String>();
        var sources = new ArrayList<InetAddress>();
        var outside = new ArrayList<InetAddress>();
        for (var call : calls) {
            seen.add(call.greeted.isEmpty() ? call.host : call.host + " (" + call.greeted + ")");
            if (call.source != null && !sources.contains(call.source)) sources.add(call.source);
            if (call.outside != null && !outside.contains(call.outside)) outside.add(call.outside);
        }
        return new PortFinding(state, statement, seen, sources, outside);
    }

    private static String domains(List<Call> calls) {
        return String.join(", ", calls.stream().map(Call::domain).sorted().toList());
    }
}
