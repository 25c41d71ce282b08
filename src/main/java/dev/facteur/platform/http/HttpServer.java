package dev.facteur.platform.http;

import dev.facteur.platform.Clock;
import dev.facteur.platform.tls.ServerTls;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/// An HTTP server: one virtual thread a request, everything limited, errors as problem details (see
/// [Problem]). Clear text on loopback only; any other address speaks HTTPS.
public final class HttpServer implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration IDLE_WHEN_STOPPING = Duration.ofMillis(200);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /// As at the other doors; with the library's own, a crowd makes others wait a second or more.
    private static final int BACKLOG = 1024;

    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 1000;

    /// More than connections: those that have to go take a moment.
    private static final int MAX_SOCKETS = 2 * MAX_CONNECTIONS;

    private final Javalin javalin;
    private final HttpGuests guests;
    private final String url;

    private HttpServer(Javalin javalin, HttpGuests guests, String url) {
        this.javalin = javalin;
        this.guests = guests;
        this.url = url;
    }

    /// What clients may use up.
    ///
    /// @param bodyBytes for bodies that a route takes whole (`body()`, `bodyAsClass()`); a route
    ///   that streams wraps its stream in a [LimitedBody]
    /// @param connectionsPerAddress at once from one client address, at an address of ours that is
    ///   not loopback; at a loopback address all clients look the same
    public record Limits(long bodyBytes, int connectionsPerAddress) {
        public static Limits onLoopback(long bodyBytes) {
            return new Limits(bodyBytes, MAX_CONNECTIONS);
        }
    }

    /// Starts serving; returns when connections are accepted.
    ///
    /// @param address port 0 takes a free one
    /// @param tls required for an address that is not loopback, not used for one that is
    /// @param clock for closing the connections of clients that are too slow
    /// @param routes adds the routes, and its own `before` for authentication; it may throw
    ///   [HttpRefusal] anywhere inside them
    /// @throws IOException when the address cannot be had; the message says why
    public static HttpServer start(
            InetSocketAddress address,
            @Nullable ServerTls tls,
            Limits limits,
            Clock clock,
            Consumer<RoutesConfig> routes)
            throws IOException {
        var secure = !address.getAddress().isLoopbackAddress();
        if (secure && tls == null) {
            throw new IllegalArgumentException("clear text is for loopback only, not " + address);
        }
        int fromOne = secure ? limits.connectionsPerAddress() : MAX_CONNECTIONS;
        var guests = new HttpGuests(MAX_CONNECTIONS, fromOne, clock);
        var javalin =
                Javalin.create(config -> {
                    quiet(config);
                    limit(config, limits.bodyBytes());
                    config.jsonMapper(new Json());
                    config.jetty.addConnector((server, http) -> {
                        http.addCustomizer(guests);
                        var connector = connector(server, http, address, secure ? tls : null);
                        connector.addBean(guests);
                        return connector;
                    });
                    config.routes.before(
                            context -> context.header("X-Content-Type-Options", "nosniff"));
                    config.routes.after(context -> UnreadBody.take(context, guests));
                    ProblemAnswers.install(config.routes);
                    routes.accept(config.routes);
                });
        try {
            javalin.start();
        } catch (JavalinBindException e) {
            throw cannotListen(address, e);
        }
        guests.start();
        return new HttpServer(javalin, guests, url(address, secure, javalin.port()));
    }

    /// Where it is reached, without a slash at the end: `http://127.0.0.1:8025`.
    public String url() {
        return url;
    }

    public int port() {
        return javalin.port();
    }

    /// How many clients are connected.
    public int connections() {
        return guests.count();
    }

    /// Stops accepting, lets running requests finish for a few seconds.
    @Override
    public void close() {
        javalin.stop();
        guests.close();
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
    }

    private static void limit(JavalinConfig config, long maxBodyBytes) {
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = maxBodyBytes;
        config.http.prefer405over404 = true;
        // Compressing secrets together with what a client chose gives them away (BREACH).
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(MAX_HEADER_BYTES);
            http.setResponseHeaderSize(MAX_HEADER_BYTES);
        });
        config.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_WITHIN.toMillis());
            server.setStopAtShutdown(false);
            server.addBean(new NetworkConnectionLimit(MAX_SOCKETS, server));
            server.setErrorHandler(new EarlyErrors());
        });
    }

    private static ServerConnector connector(
            Server server,
            HttpConfiguration http,
            InetSocketAddress address,
            @Nullable ServerTls tls) {
        ServerConnector connector;
        if (tls == null) {
            connector = new ServerConnector(server, new HttpConnectionFactory(http));
        } else {
            var factory = new SslContextFactory.Server();
            factory.setSslContext(tls.context());
            factory.setIncludeProtocols(ServerTls.protocols().toArray(String[]::new));
            // One certificate for all names: clients compare it, we need not.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector =
                    new ServerConnector(
                            server,
                            new SslConnectionFactory(factory, "http/1.1"),
                            new HttpConnectionFactory(http));
        }
        connector.setHost(address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING.toMillis());
        return connector;
    }

    private static String url(InetSocketAddress address, boolean secure, int port) {
        var host = address.getAddress().getHostAddress();
        if (address.getAddress() instanceof Inet6Address) host = "[" + host + "]";
        return (secure ? "https://" : "http://") + host + ":" + port;
    }

    private static IOException cannotListen(InetSocketAddress address, JavalinBindException e) {
        return new IOException(
                "cannot listen for HTTP on "
                        + address.getAddress().getHostAddress()
                        + ":"
                        + address.getPort()
                        + "; another program listens there, or the port needs privileges: choose"
                        + " another one with listen in [http] or [tracking]",
                e);
    }
}
