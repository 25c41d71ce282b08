package dev.facteur.deliver.direct;

import dev.facteur.deliver.direct.PortFinding.State;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.mail.MailId;
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
import org.jspecify.annotations.Nullable;

/// Looks whether this machine may call port 25 of others at all: many hosts and all home lines
/// block it. Some large mail servers are called and left again after their greeting; no mail is
/// sent.
public final class OutgoingPort {
    private static final int PORT = 25;

    /// Of several companies, or one in trouble would look like all.
    private static final List<String> LARGE = List.of("gmail.com", "outlook.com", "yahoo.com");

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
    private record Call(
            String domain,
            String host,
            State state,
            String greeted,
            @Nullable InetAddress source) {}

    /// Blocks for half a minute at most.
    PortFinding look(Route.Direct direct) throws InterruptedException {
        var calls = new LinkedBlockingQueue<Call>();
        for (var domain : LARGE) {
            Threads.virtual("port 25 of " + domain, () -> calls.add(call(domain, direct)));
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

    private Call call(String domain, Route.Direct direct) {
        try {
            var exchanges = exchangers.of(domain, direct, new MailId(0));
            for (var exchange : exchanges.hosts()) {
                if (exchangers.locate(exchange, direct) instanceof Located.Here(var addresses)) {
                    return call(domain, exchange.host(), addresses.getFirst(), direct);
                }
            }
        } catch (Unreachable _) {
            // DNS is in trouble, and that is all that is known.
        }
        return new Call(domain, domain, State.UNKNOWN, "", null);
    }

    private Call call(String domain, String host, InetAddress address, Route.Direct direct) {
        try (var socket = connect(address, direct)) {
            var client = SmtpClient.over(socket, Timeouts.all(PATIENCE));
            var greeting = client.greeting();
            var source = socket.getLocalAddress();
            client.quit();
            return new Call(domain, host, State.OPEN, firstWord(greeting), source);
        } catch (ConnectException _) {
            return new Call(domain, host, State.REFUSED, "", null);
        } catch (IOException _) {
            return new Call(domain, host, State.DROPPED, "", null);
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
            return found(
                    State.UNKNOWN,
                    "DNS names no large mail server to try port 25 on; do the name servers of this"
                            + " machine answer?",
                    calls);
        }
        boolean refused = known.stream().allMatch(call -> call.state == State.REFUSED);
        return refused
                ? found(State.REFUSED, blocked(known, "refuse the connection"), known)
                : found(State.DROPPED, blocked(known, "do not answer there"), known);
    }

    /// Mail servers of different companies introduce themselves by different names.
    private static PortFinding answered(List<Call> open) {
        boolean same = open.stream().map(Call::greeted).distinct().count() == 1;
        if (!same || open.size() == 1) {
            return found(State.OPEN, "Outgoing port 25 is open.", open);
        }
        var somebody = open.getFirst().greeted;
        return found(
                State.INTERCEPTED,
                blocked(open, "are answered for by one and the same server, " + somebody),
                open);
    }

    private static PortFinding found(State state, String sentence, List<Call> calls) {
        var seen = new ArrayList<String>();
        var sources = new ArrayList<InetAddress>();
        for (var call : calls) {
            seen.add(call.greeted.isEmpty() ? call.host : call.host + " (" + call.greeted + ")");
            if (call.source != null && !sources.contains(call.source)) sources.add(call.source);
        }
        return new PortFinding(state, sentence, seen, sources);
    }

    private static String blocked(List<Call> calls, String how) {
        var whose = String.join(", ", calls.stream().map(Call::domain).sorted().toList());
        return "Outgoing port 25 seems to be blocked: the mail servers of "
                + whose
                + " "
                + how
                + ".";
    }
}
