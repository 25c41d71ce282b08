package dev.facteur.deliver.http;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.platform.http.CallBroken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says in one sentence why a call brought no answer.
final class Trouble {
    private Trouble() {}

    static Cause cause(CallBroken broken, Phase phase, @Nullable Via via, String host) {
        var reason = broken.reason();
        boolean tls = caused(reason, SSLException.class);
        var sentence = host + " " + predicate(reason, phase);
        return new Cause(tls ? Kind.TLS : Kind.NETWORK, phase, via, null, sentence);
    }

    private static String predicate(IOException reason, Phase phase) {
        if (caused(reason, CertificateExpiredException.class)) {
            return "shows a certificate that has expired.";
        }
        if (caused(reason, SSLException.class)) {
            return "is not who it should be, or TLS failed: " + told(reason) + ".";
        }
        if (caused(reason, UnresolvedAddressException.class)) return "has no address in the DNS.";
        return switch (reason) {
            case HttpConnectTimeoutException _ ->
                    "does not answer: a firewall may drop what goes to its port.";
            case ConnectException _ -> "refuses connections.";
            default -> "broke off " + during(phase) + " (" + told(reason) + ").";
        };
    }

    private static String during(Phase phase) {
        return switch (phase) {
            case CONNECT, GREETING, EHLO, STARTTLS, AUTH -> "while the connection was made";
            case MAIL, RCPT, DATA, CONTENT -> "while it was taking the mail";
            case FINAL_DOT -> "after the whole mail was sent and before it said whether it took it";
        };
    }

    private static String told(IOException reason) {
        var message = reason.getMessage();
        return message == null ? reason.getClass().getSimpleName() : message;
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) return true;
        }
        return false;
    }
}
