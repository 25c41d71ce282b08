package dev.facteur.platform.http;

import dev.facteur.platform.SocketDeadline;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// HTTPS to addresses that strangers name. The server proves its name; the address that was looked
/// at is the one that is called, so that no name leads into our own network; no redirection is
/// followed; size and time are limited. Safe for use by many threads; blocks.
///
/// The JDK's client looks names up by itself and tells nobody which address it calls.
public final class PublicCalls {
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int MAX_ADDRESSES = 4;

    private final Surroundings world;
    private final ClientTls tls;
    private final @Nullable Path authorities;
    private final Predicate<InetAddress> permitted;
    private final Predicate<InetAddress> clear;
    private final Duration patience;

    /// @param authorities PEM file of those that are trusted; null for the system's
    /// @param permitted which addresses may be called
    /// @param patience for all of a call
    public PublicCalls(
            Surroundings world,
            @Nullable Path authorities,
            Predicate<InetAddress> permitted,
            Duration patience) {
        this(world, authorities, permitted, _ -> false, patience);
    }

    /// As above.
    ///
    /// @param clear which of them may be called without TLS: networks of the operator's own
    public PublicCalls(
            Surroundings world,
            @Nullable Path authorities,
            Predicate<InetAddress> permitted,
            Predicate<InetAddress> clear,
            Duration patience) {
        this.world = world;
        this.tls = new ClientTls(world.clock());
        this.authorities = authorities;
        this.permitted = permitted;
        this.clear = clear;
        this.patience = patience;
    }

    /// One call, at most once.
    ///
    /// @param address `https` with a host; `http` where that may be called without TLS
    /// @param body `""` bytes for none
    /// @param maxBytes of the answer's body
    /// @throws java.net.UnknownHostException when there is no such host, or none that may be called
    /// @throws javax.net.ssl.SSLException when the server does not prove its name
    /// @throws IOException when there was no complete answer in time, or a larger one
    public PlainAnswer call(
            String method, URI address, Map<String, String> headers, byte[] body, int maxBytes)
            throws IOException {
        boolean secure = "https".equalsIgnoreCase(address.getScheme());
        boolean known = secure || "http".equalsIgnoreCase(address.getScheme());
        if (!known || address.getHost() == null) throw new IOException("only https is called");
        var socket = connect(address, secure);
        try (var _ = SocketDeadline.on(socket, patience, world.clock());
                var talking = secure ? secured(socket, address.getHost()) : socket) {
            talking.setSoTimeout((int) patience.toMillis());
            talking.getOutputStream().write(head(method, address, headers, body));
            talking.getOutputStream().write(body);
            talking.getOutputStream().flush();
            return PlainAnswer.read(new BufferedInputStream(talking.getInputStream()), maxBytes);
        } finally {
            socket.close();
        }
    }

    private Socket secured(Socket socket, String host) throws IOException {
        var secured = tls.over(socket, host, authorities);
        secured.setSoTimeout((int) patience.toMillis());
        secured.startHandshake();
        return secured;
    }

    private Socket connect(URI address, boolean secure) throws IOException {
        int port = address.getPort() < 0 ? secure ? HTTPS : HTTP : address.getPort();
        IOException trouble = new UnknownHostException(address.getHost() + " may not be called");
        for (var one : addresses(address.getHost())) {
            if (!secure && !clear.test(one)) {
                trouble = new IOException("only https is called there");
                continue;
            }
            try {
                return world.connector().connect(new InetSocketAddress(one, port), CONNECTING);
            } catch (IOException e) {
                trouble = e;
            }
        }
        throw trouble;
    }

    private List<InetAddress> addresses(String host) throws IOException {
        var all = new ArrayList<InetAddress>(literal(host));
        DnsTrouble trouble = null;
        if (all.isEmpty()) trouble = lookUp(host, all);
        if (all.isEmpty() && trouble != null) throw trouble;
        if (all.isEmpty()) throw new UnknownHostException(host + " has no address");
        var callable = all.stream().filter(permitted).limit(MAX_ADDRESSES).toList();
        if (callable.isEmpty()) {
            throw new UnknownHostException(host + " leads to an address that is not public");
        }
        return callable;
    }

    private @Nullable DnsTrouble lookUp(String host, List<InetAddress> into) {
        DnsTrouble trouble = null;
        for (var type : List.of(RecordType.A, RecordType.AAAA)) {
            try {
                into.addAll(world.dns().ask(host, type).addresses());
            } catch (DnsTrouble e) {
                trouble = e;
            }
        }
        return trouble;
    }

    private static List<InetAddress> literal(String host) {
        // RFC 6761 §6.3: this name is not asked for.
        if (host.equalsIgnoreCase("localhost")) return List.of(InetAddress.getLoopbackAddress());
        try {
            var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            return List.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException name) {
            return List.of();
        }
    }

    private static byte[] head(
            String method, URI address, Map<String, String> headers, byte[] body) {
        var path = address.getRawPath();
        var query = address.getRawQuery();
        var head =
                new StringBuilder(method)
                        .append(' ')
                        .append(path == null || path.isEmpty() ? "/" : path)
                        .append(query == null ? "" : "?" + query)
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(address.getHost())
                        .append(address.getPort() < 0 ? "" : ":" + address.getPort())
                        .append("\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) head.append("Content-Length: ").append(body.length).append("\r\n");
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
