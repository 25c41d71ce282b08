package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.mail.Statement;
import dev.facteur.platform.tls.TlsFileException;
import dev.facteur.protocol.smtp.InjectedPlaintext;
import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.MalformedReply;
import dev.facteur.protocol.smtp.Step;
import dev.facteur.protocol.smtp.UnreadableContent;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says why a connection did not come about, or broke.
final class Trouble {
    private Trouble() {}

    /// @param where the server and port, as people write them
    static Outcome.Cause cause(IOException e, Phase phase, @Nullable Via via, String where) {
        return new Outcome.Cause(kind(e), phase, via, null, said(e, phase, via, where));
    }

    private static Kind kind(IOException e) {
        return switch (e) {
            case SSLException _, InjectedPlaintext _ -> Kind.TLS;
            case TlsFileException _, UnreadableContent _ -> Kind.LOCAL;
            default -> Kind.NETWORK;
        };
    }

    private static Statement said(IOException e, Phase phase, @Nullable Via via, String where) {
        var why = e.getMessage();
        return switch (e) {
            case SSLException tls -> certificate(tls, via != null && via.direct(), where);
            case InjectedPlaintext _ -> Saying.SERVER_INJECTED.with(where);
            case TlsFileException _ -> Saying.SERVER_NOT_CALLED.with(where, why);
            case UnreadableContent _ -> Saying.SERVER_GOT_NOTHING.with(where, why);
            case SocketTimeoutException _ when phase == Phase.CONNECT ->
                    Saying.SERVER_SILENT.with(where);
            case SocketTimeoutException _ when phase == Phase.GREETING ->
                    Saying.SERVER_GREETS_NOT.with(where);
            case SocketTimeoutException _ -> Saying.SERVER_STOPPED.with(where, during(phase));
            case ConnectException _ -> Saying.SERVER_REFUSES.with(where);
            case NoRouteToHostException _ -> Saying.SERVER_NO_WAY.with(where);
            case EOFException _ -> Saying.SERVER_CLOSED.with(where, during(phase));
            case MalformedReply _ -> Saying.SERVER_NO_SMTP.with(where, why);
            case MalformedLine _ -> Saying.SERVER_UNRULY.with(where, why);
            default -> Saying.SERVER_LOST.with(where, during(phase), why);
        };
    }

    /// What is said of a port that was overtaken by another.
    ///
    /// @param phase how far it had come
    static Statement late(Candidate candidate, Phase phase, long millis) {
        return switch (phase) {
            case CONNECT -> Saying.LATE_SILENT.with(candidate, millis);
            case GREETING -> Saying.LATE_GREETING.with(candidate, millis);
            case EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, CONTENT, FINAL_DOT ->
                    Saying.LATE_AT.with(candidate, millis, phase);
        };
    }

    private static Statement certificate(SSLException e, boolean direct, String where) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return Saying.CERTIFICATE_EXPIRED.with(where);
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Saying.CERTIFICATE_NOT_YET.with(where);
            }
        }
        var text = String.valueOf(e.getMessage());
        var saying = certificate(text, direct);
        return saying == null ? Saying.TLS_FAILED.with(where, text) : saying.with(where);
    }

    private static @Nullable Saying certificate(String text, boolean direct) {
        if (text.contains("unable to find valid certification path")) {
            return direct ? Saying.CERTIFICATE_UNTRUSTED_MX : Saying.CERTIFICATE_UNTRUSTED;
        }
        if (text.contains("none of the TLSA records")) return Saying.CERTIFICATE_NOT_DANE;
        if (text.contains("No name matching") || text.contains("ubject alternative")) {
            return direct ? Saying.CERTIFICATE_MISNAMED_MX : Saying.CERTIFICATE_MISNAMED;
        }
        boolean clear = text.contains("Unsupported or unrecognized SSL message");
        return clear ? Saying.TLS_NOT_SPOKEN : null;
    }

    private static Saying during(Phase phase) {
        return switch (phase) {
            case CONNECT -> Saying.DURING_CONNECT;
            case GREETING -> Saying.DURING_GREETING;
            case EHLO -> Saying.DURING_EHLO;
            case STARTTLS -> Saying.DURING_STARTTLS;
            case AUTH -> Saying.DURING_AUTH;
            case MAIL -> Saying.DURING_MAIL;
            case RCPT -> Saying.DURING_RCPT;
            case DATA -> Saying.DURING_DATA;
            case CONTENT -> Saying.DURING_CONTENT;
            case FINAL_DOT -> Saying.DURING_FINAL_DOT;
        };
    }

    /// The TLS handshake counts as part of STARTTLS, also where TLS is spoken from the first byte.
    static Phase phase(Step step) {
        return switch (step) {
            case GREETING -> Phase.GREETING;
            case EHLO -> Phase.EHLO;
            case TLS, STARTTLS -> Phase.STARTTLS;
            case AUTH -> Phase.AUTH;
            case IDLE, MAIL, QUIT -> Phase.MAIL;
            case RCPT -> Phase.RCPT;
            case DATA -> Phase.DATA;
            case CONTENT -> Phase.CONTENT;
            case FINAL_DOT -> Phase.FINAL_DOT;
        };
    }
}
