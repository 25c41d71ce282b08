package dev.facteur.protocol.dane;

import dev.facteur.protocol.dns.DnsAnswer.Tlsa;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The TLSA records of one server that SMTP can use.
///
/// @param usable see [#of]; empty when the server has none, so that TLS is a must and nothing
///   proves who speaks it (RFC 7672 §2.2)
public record TlsaSet(List<Tlsa> usable) {
    /// RFC 6698 §7.2.
    private static final int TRUST_ANCHOR = 2;

    private static final int END_ENTITY = 3;

    /// RFC 6698 §7.4.
    private static final int WHOLE = 0;

    private static final int SHA_256 = 1;
    private static final int SHA_512 = 2;

    private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2})+");
    private static final int SHA_256_DIGITS = 64;
    private static final int SHA_512_DIGITS = 128;

    /// A set larger than this is nobody's; the rest of it is not looked at.
    private static final int MAX_RECORDS = 64;

    /// As many as a handshake of ours looks through.
    private static final int MAX_CHAIN = 16;

    /// DNS shuffles its answers; equal sets are to be equal.
    private static final Comparator<Tlsa> ORDER =
            Comparator.comparingInt(Tlsa::usage)
                    .thenComparingInt(Tlsa::selector)
                    .thenComparingInt(Tlsa::matching)
                    .thenComparing(Tlsa::data);

    public TlsaSet {
        usable = List.copyOf(usable);
    }

    /// The usable ones among the records of a server: those that name a certificate or key itself
    /// or its authority (RFC 7672 §3.1.3: usages 0 and 1 are not for SMTP), known in every number,
    /// with data of the right length; and of the two digests only the stronger, where a server has
    /// both for the same usage and selector (RFC 7671 §9).
    public static TlsaSet of(List<Tlsa> records) {
        var known = records.stream().limit(MAX_RECORDS).filter(TlsaSet::isUsable).toList();
        return new TlsaSet(
                known.stream()
                        .filter(one -> !isOutdone(one, known))
                        .distinct()
                        .sorted(ORDER)
                        .toList());
    }

    private static boolean isUsable(Tlsa record) {
        if (record.usage() != TRUST_ANCHOR && record.usage() != END_ENTITY) return false;
        if (record.selector() != 0 && record.selector() != 1) return false;
        if (!HEX.matcher(record.data()).matches()) return false;
        return switch (record.matching()) {
            case WHOLE -> true;
            case SHA_256 -> record.data().length() == SHA_256_DIGITS;
            case SHA_512 -> record.data().length() == SHA_512_DIGITS;
            default -> false;
        };
    }

    private static boolean isOutdone(Tlsa record, List<Tlsa> all) {
        return record.matching() == SHA_256
                && all.stream()
                        .anyMatch(other ->
                                other.usage() == record.usage()
                                        && other.selector() == record.selector()
                                        && other.matching() == SHA_512);
    }

    /// Looks at what the server shows.
    ///
    /// @param chain its own certificate first
    /// @param names of which a certificate under an authority must carry one (RFC 7672 §3.2.2)
    /// @throws CertificateException when it is not what the records promise; the message says how
    public void require(List<X509Certificate> chain, Collection<String> names, Instant now)
            throws CertificateException {
        if (usable.isEmpty()) return;
        if (chain.isEmpty()) throw new CertificateException("the server sent no certificate");
        var own = chain.getFirst();
        // RFC 7672 §3.1.1: neither its names nor its dates count, DNS says it all.
        if (matches(END_ENTITY, own)) return;
        boolean wrongName = false;
        for (var authority : chain.subList(1, Math.min(chain.size(), MAX_CHAIN))) {
            if (!matches(TRUST_ANCHOR, authority)) continue;
            own.checkValidity(Date.from(now));
            authority.checkValidity(Date.from(now));
            if (!leads(chain, authority, now)) continue;
            if (CertificateNames.match(own, names)) return;
            wrongName = true;
        }
        throw new CertificateException(
                wrongName
                        ? "the certificate is for none of " + String.join(", ", names)
                        : "none of the TLSA records matches the certificate");
    }

    /// Whether an authority is promised, so that names count.
    public boolean promisesAuthority() {
        return usable.stream().anyMatch(record -> record.usage() == TRUST_ANCHOR);
    }

    private boolean matches(int usage, X509Certificate certificate) throws CertificateException {
        for (var record : usable) {
            if (record.usage() == usage && data(record, certificate).equals(record.data())) {
                return true;
            }
        }
        return false;
    }

    private static String data(Tlsa record, X509Certificate certificate)
            throws CertificateException {
        byte[] selected =
                record.selector() == 0
                        ? certificate.getEncoded()
                        : certificate.getPublicKey().getEncoded();
        if (record.matching() == WHOLE) return HexFormat.of().formatHex(selected);
        try {
            var digest =
                    MessageDigest.getInstance(record.matching() == SHA_256 ? "SHA-256" : "SHA-512");
            return HexFormat.of().formatHex(digest.digest(selected));
        } catch (GeneralSecurityException missing) {
            throw new CertificateException(missing);
        }
    }

    /// Whether signatures, dates and constraints lead from the authority to the server's own
    /// certificate.
    private static boolean leads(
            List<X509Certificate> chain, X509Certificate authority, Instant now)
            throws CertificateException {
        try {
            var own = new X509CertSelector();
            own.setCertificate(chain.getFirst());
            var parameters =
                    new PKIXBuilderParameters(Set.of(new TrustAnchor(authority, null)), own);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            var others = chain.subList(0, Math.min(chain.size(), MAX_CHAIN));
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
            var _ = CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (CertPathBuilderException none) {
            return false;
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new CertificateException(broken);
        }
    }
}
