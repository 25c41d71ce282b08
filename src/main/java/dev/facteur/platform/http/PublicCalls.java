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
    private static final int MAX_ADDRESSES = 4;

    private final Surroundings world;
    private final ClientTls tls;
    private final @Nullable Path authorities;
    private final Predicate<InetAddress> permitted;
    private final Duration patience;

    /// @param authorities PEM file of those that are trusted; null for the system's
    /// @param permitted which addresses may be called
    /// @param patience for all of a call
    public PublicCalls(
            Surroundings world,
            @Nullable Path authorities,
            Predicate<InetAddress> permitted,
            Duration patience) {
        this.world = world;
        this.tls = new ClientTls(world.clock());
        this.authorities = authorities;
        this.permitted = permitted;
        this.patience = patience;
    }

    /// One call, at most once.
    ///
    /// @param address `https`, with a host
    /// @param body `""` bytes for none
    /// @param maxBytes of the answer's body
    /// @throws java.net.UnknownHostException when there is no such host, or none that may be called
    /// @throws javax.net.ssl.SSLException when the server does not prove its name
    /// @throws IOException when there was no complete answer in time, or a larger one
    public PlainAnswer call(
            String method, URI address, Map<String, String> headers, byte[] body, int maxBytes)
            throws IOException {
        if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
            throw new IOException("only https is called");
        }
        var socket = connect(address);
        try (var _ = SocketDeadline.on(socket, patience, world.clock());
                var secured = tls.over(socket, address.getHost(), authorities)) {
            secured.setSoTimeout((int) patience.toMillis());
            secured.startHandshake();
            secured.getOutputStream().write(head(method, address, headers, body));
            secured.getOutputStream().write(body);
            secured.getOutputStream().flush();
            var in = new BufferedInputStream(secured.getInputStream());
            return PlainAnswer.read(in, maxBytes);
        } finally {
            socket.close();
        }
    }

    private Socket connect(URI address) throws IOException {
        int port = address.getPort() < 0 ? HTTPS : address.getPort();
        IOException trouble = new UnknownHostException(address.getHost() + " may not be called");
        for (var one : addresses(address.getHost())) {
            try {
                return world.connector().connect(new InetSocketAddress(one, port), CONNECTING);
            } catch (IOException e) {
                trouble = e;
            }
        }
        throw trouble;
    }

    private List<InetAddress> addresses(String host) throws IOException {
        var all = new ArrayList<InetAddress>();
        DnsTrouble trouble = null;
        for (var type : List.of(RecordType.A, RecordType.AAAA)) {
            try {
                all.addAll(world.dns().ask(host, type).addresses());
            } catch (DnsTrouble e) {
                trouble = e;
            }
        }
        if (all.isEmpty() && trouble != null) throw trouble;
        if (all.isEmpty()) throw new UnknownHostException(host + " has no address");
        var callable = all.stream().filter(permitted).limit(MAX_ADDRESSES).toList();
        if (callable.isEmpty()) {
            throw new UnknownHostException(host + " leads to an address that is not public");
        }
        return callable;
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
