package dev.facteur.sandbox;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Connector;
import dev.facteur.platform.Listener;
import dev.facteur.platform.SystemConnector;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.platform.tls.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A practice server: takes mail by SMTP with STARTTLS or TLS from the start, does what the
/// recipients' local parts ask for (see [Behaviour]), passes nothing on, and shows what it got on a
/// page; on request it plays a provider's HTTP API too. On loopback only.
public final class Sandbox implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 200;
    private static final int MAX_BODY_BYTES = 10_000;

    private final Practice practice;
    private final Listener starttls;
    private final Listener implicit;
    private final HttpServer pages;
    private final @Nullable PracticeApi api;

    private Sandbox(
            Practice practice,
            Listener starttls,
            Listener implicit,
            HttpServer pages,
            @Nullable PracticeApi api) {
        this.practice = practice;
        this.starttls = starttls;
        this.implicit = implicit;
        this.pages = pages;
        this.api = api;
    }

    /// As below, over the machine's own network.
    public static Sandbox start(
            SandboxSettings settings, ServerTls tls, Clock clock, SecureRandom random)
            throws IOException {
        return start(settings, tls, clock, random, new SystemConnector());
    }

    /// Starts serving; returns when connections are accepted.
    ///
    /// @param connector for what comes back
    /// @throws IOException when a port cannot be had; the message says which
    public static Sandbox start(
            SandboxSettings settings,
            ServerTls tls,
            Clock clock,
            SecureRandom random,
            Connector connector)
            throws IOException {
        var ports = settings.ports();
        var returns =
                ports.bounces() == 0
                        ? null
                        : new PracticeReturns(at(settings, ports.bounces()), connector, clock);
        var practice = practice(settings, tls, clock, random, returns);
        var starttls = Listener.open(at(settings, ports.starttls()));
        Listener implicit = null;
        HttpServer pages = null;
        try {
            implicit = Listener.open(at(settings, ports.implicit()));
            pages =
                    HttpServer.start(
                            at(settings, ports.http()),
                            null,
                            HttpServer.Limits.onLoopback(MAX_BODY_BYTES),
                            clock,
                            new InboxPages(practice.inbox())::install);
            var api = api(settings, practice);
            var sandbox = new Sandbox(practice, starttls, implicit, pages, api);
            sandbox.serve();
            return sandbox;
        } catch (IOException e) {
            starttls.close();
            if (implicit != null) implicit.close();
            if (pages != null) pages.close();
            throw e;
        }
    }

    private static Practice practice(
            SandboxSettings settings,
            ServerTls tls,
            Clock clock,
            SecureRandom random,
            @Nullable PracticeReturns returns) {
        var wanted = settings.api();
        var scopes =
                wanted == null
                        ? null
                        : Personality.find(wanted.provider()).map(Personality::tokens).orElse(null);
        return new Practice(
                settings,
                tls,
                new PracticeLogins(settings.login(), random),
                new Inbox(settings.limits().keep()),
                new Greylist(clock, settings.limits().greylisting()),
                scopes == null ? null : new PracticeTokens(clock, random),
                scopes == null ? Set.of() : scopes.smtp(),
                new AtomicLong(),
                returns,
                clock);
    }

    private static @Nullable PracticeApi api(SandboxSettings settings, Practice practice)
            throws IOException {
        var wanted = settings.api();
        if (wanted == null) return null;
        var provider =
                Personality.find(wanted.provider())
                        .orElseThrow(() ->
                                new IOException(
                                        "no provider named "
                                                + wanted.provider()
                                                + " can be played; known are "
                                                + String.join(", ", Personality.ids())));
        return PracticeApi.start(provider, practice, at(settings, wanted.port()));
    }

    /// The base address of the API that is played, without a slash at the end.
    public Optional<String> apiUrl() {
        return Optional.ofNullable(api).map(PracticeApi::url);
    }

    /// Whether the provider that is played gives out access tokens, at the address of its API.
    public boolean givesTokens() {
        return practice.tokens() != null;
    }

    /// The public part of the account at that API.
    public static String apiUser() {
        return PracticeApi.USER;
    }

    /// What callers of that API prove themselves with.
    public static String apiKey() {
        return PracticeApi.KEY.reveal();
    }

    public int starttlsPort() {
        return starttls.port();
    }

    public int implicitPort() {
        return implicit.port();
    }

    /// Where the inbox page is, without a slash at the end.
    public String url() {
        return pages.url();
    }

    public Inbox inbox() {
        return practice.inbox();
    }

    @Override
    public void close() {
        starttls.close();
        implicit.close();
        pages.close();
        if (api != null) api.close();
    }

    private void serve() {
        var connections = new Semaphore(MAX_CONNECTIONS);
        starttls.serve("sandbox-starttls", socket -> converse(socket, false, connections));
        implicit.serve("sandbox-implicit", socket -> converse(socket, true, connections));
    }

    private void converse(Socket socket, boolean tls, Semaphore connections) throws IOException {
        connections.acquireUninterruptibly();
        try {
            new PracticeSession(practice, new PracticeWire(socket)).run(tls);
        } finally {
            connections.release();
        }
    }

    private static InetSocketAddress at(SandboxSettings settings, int port) {
        return new InetSocketAddress(settings.address(), port);
    }
}
