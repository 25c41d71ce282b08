package dev.facteur.sandbox;

import dev.facteur.platform.secret.Secret;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a practice server is set up.
///
/// @param address the inbox page asks for no password, so it must be loopback
/// @param api the provider whose HTTP API is played as well; null for none
/// @param login null: every user and password is right, and mail is also taken without
public record SandboxSettings(
        InetAddress address, Ports ports, @Nullable Api api, @Nullable Login login, Limits limits) {

    /// Where it listens; 0 takes a free port.
    ///
    /// @param bounces the port at the same address to which goes what comes back; 0: nothing does
    public record Ports(int starttls, int implicit, int http, int bounces) {
        private static final Ports FREE = new Ports(0, 0, 0, 0);
    }

    /// @param provider the id of its preset
    public record Api(String provider, int port) {}

    public record Login(String user, Secret password) {}

    /// @param keep how many mails are kept; the oldest goes first
    /// @param maxMessage in bytes
    /// @param slowness how long `slow@` lets wait
    /// @param greylisting how long `greylist@` refuses after its first attempt
    public record Limits(int keep, int maxMessage, Duration slowness, Duration greylisting) {
        public static final Limits USUAL =
                new Limits(1000, 50_000_000, Duration.ofSeconds(20), Duration.ofSeconds(5));

        public Limits withWaits(Duration slow, Duration greylist) {
            return new Limits(keep, maxMessage, slow, greylist);
        }
    }

    public SandboxSettings {
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "the practice server listens on loopback only, not on "
                            + address.getHostAddress());
        }
    }

    /// Free ports on 127.0.0.1 and the usual limits.
    public static SandboxSettings onFreePorts(@Nullable Login login) {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        return new SandboxSettings(loopback, Ports.FREE, null, login, Limits.USUAL);
    }

    public SandboxSettings at(Ports others) {
        return new SandboxSettings(address, others, api, login, limits);
    }

    public SandboxSettings playing(String provider, int port) {
        return new SandboxSettings(address, ports, new Api(provider, port), login, limits);
    }

    public SandboxSettings within(Limits others) {
        return new SandboxSettings(address, ports, api, login, others);
    }
}
