package dev.facteur.diagnose.time;

import dev.facteur.platform.Clock;
import dev.facteur.platform.NetworkTime;
import dev.facteur.platform.Resolver;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.RemoteCalls;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/// Somebody whose clock can be read.
public interface TimeSource {
    /// Blocks.
    Answer read();

    sealed interface Answer {}

    /// @param ahead how far its clock is before ours
    record Reading(String name, Duration ahead) implements Answer {}

    /// @param why nothing was learnt, in a few words
    record Silent(String name, String why) implements Answer {}

    /// A time server, `time.example.com` or `time.example.com:1123`.
    static TimeSource server(String server, Resolver resolver, NetworkTime time) {
        return () -> {
            try {
                int colon = server.indexOf(':');
                var host = colon < 0 ? server : server.substring(0, colon);
                int port =
                        colon < 0
                                ? NetworkTime.PORT
                                : Integer.parseInt(server.substring(colon + 1));
                return new Reading(server, ahead(resolver.addresses(host), port, time));
            } catch (IOException failure) {
                return new Silent(server, failure.toString());
            }
        };
    }

    /// By the first address of each family that answers: many networks have no IPv6.
    private static Duration ahead(List<InetAddress> addresses, int port, NetworkTime time)
            throws IOException {
        var first = addresses.getFirst();
        try {
            return time.ahead(new InetSocketAddress(first, port), PATIENCE);
        } catch (IOException failure) {
            boolean six = first instanceof Inet6Address;
            for (var other : addresses) {
                if (other instanceof Inet6Address == six) continue;
                return time.ahead(new InetSocketAddress(other, port), PATIENCE);
            }
            throw failure;
        }
    }

    /// A web server, by the `Date` that it must send (RFC 9110 §6.6.1): an answer of any kind has
    /// it, so nothing is asked for, and no key is shown.
    static TimeSource web(URI base, RemoteCalls http, Clock clock) {
        var name = String.valueOf(base.getHost());
        return () -> {
            try {
                var begun = clock.now();
                long beganNanos = clock.nanos();
                var answer = http.call("HEAD", base.resolve("/"), Map.of(), NOTHING);
                var half = Duration.ofNanos((clock.nanos() - beganNanos) / 2);
                var dates = answer.headers().getOrDefault("date", List.of());
                if (dates.isEmpty()) return new Silent(name, "it sent no Date");
                return new Reading(name, Duration.between(begun.plus(half), date(dates)));
            } catch (CallBroken | DateTimeParseException failure) {
                return new Silent(name, failure.toString());
            }
        };
    }

    Duration PATIENCE = Duration.ofSeconds(4);

    HttpBody NOTHING = HttpBody.of(new byte[0]);

    /// It names whole seconds, of which half has passed.
    private static Instant date(List<String> dates) {
        var formatter = DateTimeFormatter.RFC_1123_DATE_TIME;
        return ZonedDateTime.parse(dates.getFirst(), formatter).toInstant().plusMillis(500);
    }
}
