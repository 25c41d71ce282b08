package dev.facteur.diagnose.port;

import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.protocol.dane.CertificateNames;
import dev.facteur.route.Route;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What stands before a port of a route, as a finding.
final class PortTroubles {
    /// What firewalls write over words that they do not want to be heard: Cisco's `XXXXXXXA` and
    /// rows of asterisks.
    private static final Pattern MASKED = Pattern.compile("X{6,}[A-D]?|\\*{6,}");

    private final Route route;
    private final Severity bad;
    private final String open;
    private final Instant now;

    /// @param bad how bad it is that one cannot be used
    /// @param open the route's ports that can be used, as `--port` takes them; `""` for none
    PortTroubles(Route route, Severity bad, String open, Instant now) {
        this.route = route;
        this.bad = bad;
        this.open = open;
        this.now = now;
    }

    /// Null where there is none.
    @Nullable Finding of(Seen seen) {
        var name = route.name();
        var place = route.server().host() + ":" + seen.rung().port();
        return switch (seen.state()) {
            case OPEN -> null;
            // Not every provider listens everywhere, and it costs no time.
            case REFUSED ->
                    Finding.of("port-refused", Severity.NOTICE, Who.YOU, name, place, without());
            case DROPPED -> Finding.of("port-dropped", bad, Who.HOST, name, place, without());
            case SILENT -> Finding.of("port-silent", bad, Who.YOU, name, place, seen.rung().port());
            case STRIPPED -> stripped(seen, place);
            case WITHOUT_TLS ->
                    Finding.of("port-without-tls", bad, Who.PROVIDER, name, place, seen.why());
            case DISTRUSTED -> distrusted(seen, place);
            case BROKEN -> Finding.of("port-broken", bad, Who.PROVIDER, name, seen.why());
        };
    }

    /// The command for the ports that remain.
    private String without() {
        return "facteur route set " + route.name() + " --port " + open;
    }

    private Finding stripped(Seen seen, String place) {
        var name = route.name();
        var next = open.isEmpty() ? "port-alone" : "port-leave-out";
        for (var line : seen.introduction()) {
            if (MASKED.matcher(line).find()) {
                return Finding.of("port-masked", bad, Who.HOST, name, place, next, open, line);
            }
        }
        var greeting = greeting(seen);
        return Finding.of("port-stripped", bad, Who.HOST, name, place, next, open, greeting);
    }

    private Finding distrusted(Seen seen, String place) {
        var name = route.name();
        var certificate = seen.certificate();
        if (certificate == null) {
            return Finding.of("port-no-tls", bad, Who.HOST, name, place, seen.why());
        }
        var issuer = certificate.getIssuerX500Principal();
        var product = Inspectors.of(issuer.getName());
        if (product.isPresent()) {
            return Finding.of("port-inspected", bad, Who.HOST, name, place, product.get(), issuer);
        }
        var end = certificate.getNotAfter().toInstant();
        if (end.isBefore(now)) {
            return Finding.of("port-expired", bad, Who.PROVIDER, name, place, end);
        }
        boolean named = CertificateNames.match(certificate, List.of(route.server().host()));
        if (named && isOwnIssuer(certificate)) {
            return Finding.of("port-self-signed", bad, Who.YOU, name, place);
        }
        if (named) return Finding.of("port-chain", bad, Who.YOU, name, place, issuer);
        return Finding.of(
                "port-impostor",
                bad,
                Who.HOST,
                name,
                place,
                certificate.getSubjectX500Principal(),
                issuer,
                names(certificate),
                greeting(seen));
    }

    private static boolean isOwnIssuer(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static String greeting(Seen seen) {
        return seen.introduction().isEmpty() ? "" : seen.introduction().getFirst();
    }

    /// What a certificate is for, for people.
    static String names(X509Certificate certificate) {
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives == null) return "";
            return alternatives.stream()
                    .map(one -> String.valueOf(one.get(1)))
                    .collect(Collectors.joining(", "));
        } catch (CertificateParsingException unreadable) {
            return "";
        }
    }
}
