package dev.facteur.sandbox;

import dev.facteur.platform.secret.Secret;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a practice server is set up. Ports may be 0: then free ones are taken.
///
/// @param address the inbox page asks for no password, so it must be loopback
/// @param api the provider whose HTTP API is played as well; null for none
/// @param login null: every user and password is right, and mail is also taken without
/// @param keep how many mails are kept; the oldest goes first
/// @param maxMessage in bytes
/// @param slowness how long `slow@` lets wait
/// @param greylisting how long `greylist@` refuses after its first attempt
/// @param bounces the port at `address` to which goes what comes back; 0: nothing does
public record SandboxSettings(
        InetAddress address,
        int starttlsPort,
        int implicitPort,
        int httpPort,
        @Nullable Api api,
        @Nullable Login login,
        int keep,
        int maxMessage,
        Duration slowness,
        Duration greylisting,
        int bounces) {

    private static final int KEEP = 1000;
    private static final int MAX_MESSAGE = 50_000_000;

    /// @param provider the id of its preset
    public record Api(String provider, int port) {}

    public record Login(String user, Secret password) {}

    public SandboxSettings {
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "the practice server listens on loopback only, not on "
                            + address.getHostAddress());
        }
    }

    /// Free ports on 127.0.0.1 and the usual limits.
    public static SandboxSettings onFreePorts(@Nullable Login login) {
        return new SandboxSettings(
                InetAddress.ofLiteral("127.0.0.1"),
                0,
                0,
                0,
                null,
                login,
                KEEP,
                MAX_MESSAGE,
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                0);
    }

    public SandboxSettings withPorts(int starttls, int implicit, int http) {
        return new SandboxSettings(
                address,
                starttls,
                implicit,
                http,
                api,
                login,
                keep,
                maxMessage,
                slowness,
                greylisting,
                bounces);
    }

    public SandboxSettings playing(String provider, int port) {
        return new SandboxSettings(
                address,
                starttlsPort,
                implicitPort,
                httpPort,
                new Api(provider, port),
                login,
                keep,
                maxMessage,
                slowness,
                greylisting,
                bounces);
    }

    public SandboxSettings withWaits(Duration slow, Duration greylist) {
        return new SandboxSettings(
                address,
                starttlsPort,
                implicitPort,
                httpPort,
                api,
                login,
                keep,
                maxMessage,
                slow,
                greylist,
                bounces);
    }

    public SandboxSettings keeping(int mails) {
        return new SandboxSettings(
                address,
                starttlsPort,
                implicitPort,
                httpPort,
                api,
                login,
                mails,
                maxMessage,
                slowness,
                greylisting,
                bounces);
    }

    public SandboxSettings returningTo(int port) {
        return new SandboxSettings(
                address,
                starttlsPort,
                implicitPort,
                httpPort,
                api,
                login,
                keep,
                maxMessage,
                slowness,
                greylisting,
                port);
    }
}
