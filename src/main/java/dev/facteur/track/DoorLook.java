package dev.facteur.track;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.RandomText;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;

/// Looks whether a domain leads to our door: asks it over HTTPS what only we can answer. So one
/// question covers DNS, the certificate, the reverse proxy, and that it passes the name on.
///
/// Blocks; safe for use by many threads.
public final class DoorLook {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int MAX_ANSWER = 4_000;

    private final Links links;
    private final RandomText random;
    private final PublicCalls calls;

    DoorLook(Links links, RandomText random, PublicCalls calls) {
        this.links = links;
        this.random = random;
        this.calls = calls;
    }

    /// Any address will do: the domain is the operator's own, and may lead into his own network.
    public static DoorLook of(Links links, Surroundings world) {
        var calls = new PublicCalls(world, null, _ -> true, PATIENCE);
        return new DoorLook(links, new RandomText(world.random()), calls);
    }

    /// How a domain was found.
    public enum State {
        /// It leads here.
        OURS,
        /// It has no address.
        NO_ADDRESS,
        /// Who answers there does not prove the name.
        NO_CERTIFICATE,
        /// Nobody answers there.
        SILENT,
        /// Somebody else answers, or a reverse proxy that hides the name from us.
        ELSEWHERE;

        /// The word in the API and in findings.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// @param detail what was met, in the words of whoever said so; `""` for nothing
    public record Seen(State state, String detail) {}

    public Seen look(String domain) {
        var nonce = random.token().toLowerCase(Locale.ROOT).replaceAll("[^0-9a-z]", "");
        var proof = links.proof(domain, nonce).orElseThrow();
        try {
            var address = URI.create("https://" + domain + "/check/" + nonce);
            var answer = calls.call("GET", address, Map.of(), new byte[0], MAX_ANSWER);
            boolean ours = answer.ok() && new String(answer.body(), US_ASCII).strip().equals(proof);
            return ours
                    ? new Seen(State.OURS, "")
                    : new Seen(State.ELSEWHERE, "HTTP " + answer.status());
        } catch (UnknownHostException none) {
            return new Seen(State.NO_ADDRESS, "");
        } catch (SSLException unproven) {
            return new Seen(State.NO_CERTIFICATE, String.valueOf(unproven.getMessage()));
        } catch (IOException silent) {
            return new Seen(State.SILENT, String.valueOf(silent.getMessage()));
        }
    }
}
