package dev.facteur.diagnose.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.dns.DnsAnswer.Exchange;
import dev.facteur.protocol.mtasts.StsPolicy;
import dev.facteur.protocol.mtasts.StsRecord;
import dev.facteur.protocol.tlsrpt.TlsReportRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/// What a domain that receives mail may publish so that others send it encrypted, and tell it where
/// that fails: MTA-STS (RFC 8461) and TLS-RPT (RFC 8460). Mail that leaves does not need it.
public final class InboundTls {
    private static final Duration TTL = Duration.ofHours(1);
    private static final int ID_CHARACTERS = 20;

    /// By then a wrong one is forgotten.
    private static final Duration LIFETIME = Duration.ofDays(7);

    private InboundTls() {}

    /// The file that belongs to the record of MTA-STS.
    ///
    /// @param url the only place where it is looked for (RFC 8461 §3.3), with a certificate that
    ///   everybody trusts
    public record Policy(String url, String text) {}

    /// A domain's servers as they are now. It begins by testing: senders report and keep on sending
    /// (RFC 8461 §5).
    ///
    /// @param exchangers not empty
    static Policy policy(String domain, List<Exchange> exchangers) {
        var hosts = exchangers.stream().map(Exchange::host).sorted().distinct().toList();
        var policy = new StsPolicy(StsPolicy.Mode.TESTING, hosts, LIFETIME);
        var url = "https://mta-sts." + domain + "/.well-known/mta-sts.txt";
        return new Policy(url, String.join("\r\n", policy.lines()) + "\r\n");
    }

    /// RFC 8461 §3.1: the id changes whenever the policy does, so that it is made of it.
    static ZoneRecord record(String domain, Policy policy) {
        var value = "v=STSv1; id=" + id(policy.text()) + ";";
        return new ZoneRecord(StsRecord.name(domain), "TXT", value, TTL);
    }

    private static String id(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// RFC 8460 §3.
    ///
    /// @param address to which reports go
    static ZoneRecord reports(String domain, String address) {
        var value = "v=TLSRPTv1; rua=mailto:" + address;
        return new ZoneRecord(TlsReportRecord.name(domain), "TXT", value, TTL);
    }
}
