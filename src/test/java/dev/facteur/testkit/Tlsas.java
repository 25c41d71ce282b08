package dev.facteur.testkit;

import dev.facteur.protocol.dns.DnsAnswer.Tlsa;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/// TLSA records that certificates keep.
public final class Tlsas {
    private Tlsas() {}

    /// The record, with its three numbers, that promises this certificate.
    public static Tlsa of(int usage, int selector, int matching, X509Certificate certificate) {
        try {
            byte[] selected =
                    selector == 0
                            ? certificate.getEncoded()
                            : certificate.getPublicKey().getEncoded();
            var data =
                    switch (matching) {
                        case 1 -> MessageDigest.getInstance("SHA-256").digest(selected);
                        case 2 -> MessageDigest.getInstance("SHA-512").digest(selected);
                        default -> selected;
                    };
            return new Tlsa(usage, selector, matching, HexFormat.of().formatHex(data));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As a line of a zone file.
    public static String line(String host, Tlsa record) {
        return "_25._tcp.%s. TLSA %d %d %d %s\n"
                .formatted(
                        host, record.usage(), record.selector(), record.matching(), record.data());
    }
}
