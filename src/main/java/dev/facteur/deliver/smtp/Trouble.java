package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
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

/// Says in one sentence why a connection did not come about, or broke.
final class Trouble {
    private Trouble() {}

    /// @param where the server and port, as people write them
    static Outcome.Cause cause(IOException e, Phase phase, @Nullable Via via, String where) {
        return new Outcome.Cause(kind(e), phase, via, null, where + " " + predicate(e, phase, via));
    }

    private static Kind kind(IOException e) {
        return switch (e) {
            case SSLException _, InjectedPlaintext _ -> Kind.TLS;
            case TlsFileException _, UnreadableContent _ -> Kind.LOCAL;
            default -> Kind.NETWORK;
        };
    }

    private static String predicate(IOException e, Phase phase, @Nullable Via via) {
        return switch (e) {
            case SSLException tls -> certificate(tls, via != null && via.direct());
            case InjectedPlaintext _ ->
                    "sent bytes in clear after its answer to STARTTLS: somebody may stand between,"
                            + " or the server is faulty. Nothing was sent.";
            case TlsFileException file -> "was not called: " + file.getMessage() + ".";
            case UnreadableContent own -> "got no mail from us: " + own.getMessage() + ".";
            case SocketTimeoutException _ when phase == Phase.CONNECT ->
                    "does not answer: a firewall may drop what goes to this port.";
            case SocketTimeoutException _ when phase == Phase.GREETING ->
                    "took the connection but sends no greeting; a port that expects TLS from the"
                            + " first byte does that, and so does a stalled proxy.";
            case SocketTimeoutException _ -> "stopped answering " + during(phase) + ".";
            case ConnectException _ -> "refuses connections on this port.";
            case NoRouteToHostException _ -> "cannot be reached: there is no route to it.";
            case EOFException _ -> "closed the connection " + during(phase) + ".";
            case MalformedReply reply -> "does not speak SMTP: " + reply.getMessage() + ".";
            case MalformedLine line ->
                    "broke the line discipline of SMTP: " + line.getMessage() + ".";
            default -> "lost the connection " + during(phase) + " (" + e.getMessage() + ").";
        };
    }

    /// What is said of a port that was overtaken by another.
    ///
    /// @param phase how far it had come
    static String late(Phase phase, long millis) {
        var time = " after " + millis + " ms, when another port was ready";
        return switch (phase) {
            case CONNECT ->
                    "had not answered" + time + ": a firewall may drop what goes to this port.";
            case GREETING -> "took the connection and had sent no greeting" + time + ".";
            case EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, CONTENT, FINAL_DOT ->
                    "had come no further than " + phase + time + ".";
        };
    }

    private static String certificate(SSLException e, boolean direct) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return "shows a certificate that has expired.";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "shows a certificate that is not valid yet; is this machine's clock right?";
            }
        }
        String text = String.valueOf(e.getMessage());
        if (text.contains("unable to find valid certification path")) {
            if (direct) return "shows a certificate of an authority that is not trusted.";
            return "shows a certificate of an authority that is not trusted here; name the"
                    + " authority's file in the route if it is a private one.";
        }
        if (text.contains("none of the TLSA records")) {
            return "shows another certificate than DNS promises (DANE).";
        }
        if (text.contains("No name matching") || text.contains("ubject alternative")) {
            return direct
                    ? "shows a certificate for another name: another server in its place, or"
                            + " somebody between."
                    : "shows a certificate for another name: a wrong host in the route, another"
                            + " server in its place, or somebody between. Nothing was sent.";
        }
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return "does not speak TLS from the first byte; this port wants STARTTLS, or something"
                    + " else answers there.";
        }
        return "failed the TLS handshake: " + text + ".";
    }

    private static String during(Phase phase) {
        return switch (phase) {
            case CONNECT -> "while it was being made";
            case GREETING -> "before its greeting";
            case EHLO -> "after EHLO";
            case STARTTLS -> "while TLS was being set up";
            case AUTH -> "during the login";
            case MAIL -> "after MAIL FROM";
            case RCPT -> "after RCPT TO";
            case DATA -> "after DATA";
            case CONTENT -> "while it was taking the mail";
            case FINAL_DOT -> "after the whole mail was sent and before it said whether it took it";
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
