package dev.facteur.diagnose;

import dev.facteur.account.Accounts;
import dev.facteur.account.Site;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Clock;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.dane.CertificateNames;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// What websites meet when they hand mail over: the certificate of our doors, and whether the doors
/// can be reached from elsewhere.
public final class OwnDoors implements Check {
    /// Who renews by himself has done it by then.
    private static final Duration SOON = Duration.ofDays(14);

    private final Doors doors;
    private final ServerTls tls;
    private final Accounts accounts;
    private final Clock clock;

    /// @param name of this gateway, as sites are told it
    /// @param selfSigned whether the certificate is the one we made ourselves
    /// @param addresses on which the doors with TLS and a login listen
    public record Doors(String name, boolean selfSigned, List<InetAddress> addresses) {
        public Doors {
            addresses = List.copyOf(addresses);
        }
    }

    public OwnDoors(Doors doors, ServerTls tls, Accounts accounts, Clock clock) {
        this.doors = doors;
        this.tls = tls;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("doors", this::see)) : List.of();
    }

    private List<Finding> see() {
        var findings = new ArrayList<Finding>();
        var certificate = tls.certificate();
        var seen = words(certificate);
        for (var finding : judge(certificate)) findings.add(finding.seeing(seen));
        if (areShut()) {
            var listens = doors.addresses.stream().map(InetAddress::getHostAddress).toList();
            findings.add(
                    Finding.of("door-loopback", Severity.NOTICE, Who.YOU, doors.name)
                            .seeing(listens));
        }
        return findings;
    }

    private List<Finding> judge(X509Certificate certificate) {
        var findings = new ArrayList<Finding>();
        var now = clock.now();
        var end = certificate.getNotAfter().toInstant();
        var file = tls.certificateFile();
        var day = LocalDate.ofInstant(end, ZoneOffset.UTC);
        if (end.isBefore(now)) {
            findings.add(
                    Finding.of(
                            "door-certificate-expired",
                            Severity.PROBLEM,
                            Who.YOU,
                            doors.name,
                            day,
                            file));
        } else if (end.isBefore(now.plus(SOON)) && !doors.selfSigned) {
            long days = Duration.between(now, end).toDays();
            findings.add(
                    Finding.of(
                            "door-certificate-ends",
                            Severity.WARNING,
                            Who.YOU,
                            doors.name,
                            days,
                            file));
        }
        if (!CertificateNames.match(certificate, List.of(doors.name))) {
            findings.add(
                    Finding.of(
                            "door-certificate-name", Severity.WARNING, Who.YOU, doors.name, file));
        }
        if (doors.selfSigned) {
            findings.add(
                    Finding.of("door-certificate-own", Severity.NOTICE, Who.YOU, doors.name, file));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.good("door-certificate-good", doors.name, day));
        }
        return findings;
    }

    /// The local site needs no door but the local ones.
    private boolean areShut() {
        boolean others = !accounts.sites().stream().allMatch(Site::local);
        return others
                && !doors.addresses.isEmpty()
                && doors.addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }

    private static List<String> words(X509Certificate certificate) {
        return List.of(
                "subject " + certificate.getSubjectX500Principal(),
                "issuer " + certificate.getIssuerX500Principal(),
                "names " + names(certificate),
                "valid until " + certificate.getNotAfter().toInstant());
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives == null) return List.of();
            return alternatives.stream().map(one -> String.valueOf(one.get(1))).toList();
        } catch (CertificateParsingException unreadable) {
            return List.of(String.valueOf(unreadable.getMessage()));
        }
    }
}
