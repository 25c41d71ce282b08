package dev.facteur.protocol.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The DNS names that a certificate is for.
public final class CertificateNames {
    /// The number of `dNSName` among the alternatives (RFC 5280 §4.2.1.6).
    private static final Integer DNS_NAME = 2;

    private CertificateNames() {}

    /// Whether it is for one of these.
    public static boolean match(X509Certificate certificate, Collection<String> wanted) {
        var shown = of(certificate);
        return wanted.stream().anyMatch(name -> shown.stream().anyMatch(one -> match(one, name)));
    }

    private static List<String> of(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives == null) return names;
            for (var each : alternatives) {
                if (DNS_NAME.equals(each.get(0)) && each.get(1) instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
        return names;
    }

    /// RFC 9525 §6.3: a wildcard is the whole left-most label and stands for one label.
    private static boolean match(String shown, String wanted) {
        var name = wanted.toLowerCase(Locale.ROOT);
        if (shown.equals(name)) return true;
        int dot = name.indexOf('.');
        return dot > 0 && shown.startsWith("*.") && shown.substring(1).equals(name.substring(dot));
    }
}
