package dev.facteur.diagnose.port;

import dev.facteur.deliver.smtp.PortSurvey.Login;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import java.util.TreeSet;

/// A row of the table of ports, as evidence.
final class PortLine {
    private PortLine() {}

    static String of(Seen seen) {
        var line = new StringBuilder(seen.rung().toString());
        line.append(" at ").append(seen.address().getHostAddress());
        line.append(": ").append(seen.state().word());
        line.append(", ").append(seen.took().toMillis()).append(" ms");
        var session = seen.session();
        if (session != null) line.append(", ").append(session.getProtocol());
        var certificate = seen.certificate();
        if (certificate != null) {
            line.append(", certificate ").append(certificate.getSubjectX500Principal());
            line.append(" of ").append(certificate.getIssuerX500Principal());
            line.append(" until ").append(certificate.getNotAfter().toInstant());
        }
        if (!seen.mechanisms().isEmpty()) {
            line.append(", AUTH ").append(String.join(" ", new TreeSet<>(seen.mechanisms())));
        }
        if (seen.login() != Login.UNTRIED) line.append(", login ").append(seen.login().word());
        if (!seen.sentence().isEmpty()) line.append(". ").append(seen.sentence());
        return line.toString();
    }
}
