package dev.facteur.deliver.http;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.mail.Statement;
import dev.facteur.platform.http.CallBroken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says why a call brought no answer.
final class Trouble {
    private Trouble() {}

    static Cause cause(CallBroken broken, Phase phase, @Nullable Via via, String host) {
        var reason = broken.reason();
        boolean tls = caused(reason, SSLException.class);
        return new Cause(
                tls ? Kind.TLS : Kind.NETWORK, phase, via, null, said(reason, phase, host));
    }

    private static Statement said(IOException reason, Phase phase, String host) {
        if (caused(reason, CertificateExpiredException.class)) {
            return Saying.API_EXPIRED.with(host);
        }
        if (caused(reason, SSLException.class)) {
            return Saying.API_TLS_FAILED.with(host, told(reason));
        }
        if (caused(reason, UnresolvedAddressException.class)) {
            return Saying.API_UNKNOWN.with(host);
        }
        return switch (reason) {
            case HttpConnectTimeoutException _ -> Saying.API_SILENT.with(host);
            case ConnectException _ -> Saying.API_REFUSES.with(host);
            default -> broke(phase).with(host, told(reason));
        };
    }

    private static Saying broke(Phase phase) {
        return switch (phase) {
            case CONNECT, GREETING, EHLO, STARTTLS, AUTH -> Saying.API_BROKE_CONNECTING;
            case MAIL, RCPT, DATA, CONTENT -> Saying.API_BROKE_SENDING;
            case FINAL_DOT -> Saying.API_BROKE_WAITING;
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
