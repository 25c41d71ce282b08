package dev.facteur.track;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Network;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where links and images lead: `/c/…` sends on to the link's target, `/o/…` gives an image of one
/// point, `/check/…` proves that a domain leads here. Nothing else is served.
///
/// No answer looks anything up, so nobody learns here which mails there are, and nobody can make
/// the database work. No cookie is set, and of who comes only his class is kept ([Reader]).
public final class TrackingDoor {
    private static final byte[] POINT =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");
    private static final String NO_LINK =
            """
            This link is not complete. Please open it from the mail again.
            Ce lien n'est pas complet. Merci de l'ouvrir à nouveau depuis le courriel.
            """;
    private static final int MAX_HOPS = 10;

    private final Links links;
    private final Hits hits;
    private final List<Network> proxies;
    private final Clock clock;
    private final Readers readers = Readers.load();

    /// @param proxies whose X-Forwarded-For is believed
    public TrackingDoor(Links links, Hits hits, List<Network> proxies, Clock clock) {
        this.links = links;
        this.hits = hits;
        this.proxies = proxies;
        this.clock = clock;
    }

    public void install(RoutesConfig config) {
        config.before(TrackingDoor::keepQuiet);
        config.get("/c/{token}", this::click);
        config.head("/c/{token}", this::click);
        config.get("/o/{token}", this::open);
        config.head("/o/{token}", this::open);
        config.get("/check/{nonce}", this::prove);
    }

    private static void keepQuiet(Context context) {
        context.header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .header("X-Robots-Tag", "noindex, nofollow");
    }

    private void click(Context context) {
        var click = links.click(domain(context), context.pathParam("token"));
        if (click.isEmpty()) {
            refuse(context);
            return;
        }
        var followed = click.get();
        hits.take(
                new Hit(
                        followed.tracked(),
                        clock.now(),
                        followed.number(),
                        Untouched.host(followed.target()),
                        reader(context)));
        // Not by the library's own redirection, which could change it: RFC 9110 §10.2.2.
        context.status(302).header("Location", followed.target());
    }

    private void open(Context context) {
        var tracked = links.open(domain(context), context.pathParam("token"));
        if (tracked.isEmpty()) {
            refuse(context);
            return;
        }
        hits.take(new Hit(tracked.get(), clock.now(), null, "", reader(context)));
        context.contentType("image/gif").result(POINT);
    }

    private void prove(Context context) {
        var proof = links.proof(domain(context), context.pathParam("nonce"));
        if (proof.isEmpty()) refuse(context);
        else context.contentType("text/plain").result(proof.get());
    }

    private static void refuse(Context context) {
        context.status(404).contentType("text/plain; charset=utf-8").result(NO_LINK);
    }

    /// As the client calls us, without a port.
    private static String domain(Context context) {
        var host = context.header("Host");
        if (host == null || !US_ASCII.newEncoder().canEncode(host)) return "";
        int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    private Reader reader(Context context) {
        // A person gets what he asks for; who wants the header alone wants to know if there is
        // more.
        if (context.req().getMethod().equals("HEAD")) return Reader.machine("head");
        var agent = context.header("User-Agent");
        return readers.reader(client(context), agent == null ? "" : agent);
    }

    /// The nearest address that is none of our proxies. Null where it is no address.
    private @Nullable InetAddress client(Context context) {
        var client = address(context.req().getRemoteAddr());
        var forwarded = context.header("X-Forwarded-For");
        var hops = forwarded == null ? new String[0] : forwarded.split(",", -1);
        for (int i = 1; i <= Math.min(hops.length, MAX_HOPS) && isProxy(client); i++) {
            client = address(hops[hops.length - i].strip());
        }
        return client;
    }

    private boolean isProxy(@Nullable InetAddress address) {
        return address != null && proxies.stream().anyMatch(network -> network.contains(address));
    }

    private static @Nullable InetAddress address(String text) {
        try {
            var bare = text.startsWith("[") ? text.replaceAll("[\\[\\]]", "") : text;
            return InetAddress.ofLiteral(bare);
        } catch (IllegalArgumentException none) {
            return null;
        }
    }
}
