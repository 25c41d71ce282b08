package dev.facteur.deliver.security;

import dev.facteur.deliver.security.StsFailure.Kind;
import dev.facteur.platform.http.PlainAnswer;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.protocol.mtasts.MalformedPolicy;
import dev.facteur.protocol.mtasts.StsPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;

/// Gets the policy of a domain from where RFC 8461 §3.3 puts it.
final class StsFetch {
    private static final String PATH = "/.well-known/mta-sts.txt";
    private static final Map<String, String> HEADERS =
            Map.of("Accept", "text/plain", "User-Agent", "Facteur");

    private final PublicCalls calls;

    StsFetch(PublicCalls calls) {
        this.calls = calls;
    }

    StsPolicy fetch(String domain) throws StsFailure {
        var address = address(domain);
        var answer = call(address);
        // RFC 8461 §3.3: redirections are not followed, nothing but 200 is a policy.
        if (answer.status() != 200) {
            throw new StsFailure(
                    Kind.FETCH_ERROR, address + " was answered with HTTP " + answer.status());
        }
        if (!isPlainText(answer.headers().getOrDefault("content-type", ""))) {
            throw new StsFailure(Kind.INVALID, address + " is not of the type text/plain");
        }
        try {
            return StsPolicy.parse(answer.body());
        } catch (MalformedPolicy e) {
            throw new StsFailure(Kind.INVALID, address + " " + e.getMessage());
        }
    }

    private static URI address(String domain) throws StsFailure {
        try {
            return new URI("https", "mta-sts." + domain, PATH, null);
        } catch (URISyntaxException e) {
            throw new StsFailure(Kind.FETCH_ERROR, "no web server can have that name");
        }
    }

    private PlainAnswer call(URI address) throws StsFailure {
        try {
            return calls.call("GET", address, HEADERS, new byte[0], StsPolicy.MAX_BYTES);
        } catch (SSLException e) {
            throw new StsFailure(
                    Kind.WEBPKI_INVALID,
                    "the web server of " + address + " does not prove its name: " + e.getMessage());
        } catch (IOException e) {
            throw new StsFailure(
                    Kind.FETCH_ERROR, address + " cannot be fetched: " + e.getMessage());
        }
    }

    private static boolean isPlainText(String contentType) {
        var type = contentType.split(";", 2)[0].strip();
        return type.toLowerCase(Locale.ROOT).equals("text/plain");
    }
}
