package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.KeyState;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.NameServers;
import dev.facteur.testkit.Zone;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A domain whose records are all as they should be, until a test spoils one.
final class DomainScene {
    static final String DOMAIN = "a.example";
    static final String OURS = "ip4:198.51.100.7";
    static final DkimKey KEY = key();

    final Zone zone =
            Zone.of(
                    """
                    ns1.host.example. A 192.0.2.53
                    """);
    private String more = "a.example. MX 10 mx.host.example.\n";
    private Needs needs = new Needs(List.of(OURS), List.of(), false);

    DomainScene() {
        spf("v=spf1 ip4:198.51.100.0/24 ~all");
        dkim(KEY.recordValue());
        dmarc("v=DMARC1; p=reject");
    }

    private static DkimKey key() {
        var pair = DkimKeyPair.generate(DkimAlgorithm.RSA_SHA256, new SecureRandom());
        return new DkimKey(
                1,
                DOMAIN,
                "s1",
                DkimKey.Algorithm.RSA,
                pair.privateKey(),
                pair.publicKey(),
                new KeyState.Signing(Instant.EPOCH),
                null);
    }

    static Domain domain(String name) {
        return domain(name, List.of(KEY));
    }

    static Domain domain(String name, List<DkimKey> keys) {
        var proof = new Domain.Proof(name, "token123");
        return new Domain(1, name, List.of("shop"), keys, proof, null, Instant.EPOCH);
    }

    /// The same key, for another domain.
    static DkimKey key(String domain) {
        return new DkimKey(
                1,
                domain,
                KEY.selector(),
                KEY.algorithm(),
                KEY.privateKey(),
                KEY.publicKey(),
                KEY.state(),
                KEY.hosting());
    }

    DomainScene exchange(String line) {
        more = line;
        return spf("v=spf1 ip4:198.51.100.0/24 ~all");
    }

    /// The TXT records at the domain itself.
    DomainScene spf(String... texts) {
        zone.without(DOMAIN + ".").with(DOMAIN + ". NS ns1.host.example.\n" + more);
        return texts("a.example.", texts);
    }

    DomainScene dkim(String... texts) {
        zone.without("s1._domainkey.a.example.");
        return texts("s1._domainkey.a.example.", texts);
    }

    DomainScene dmarc(String... texts) {
        zone.without("_dmarc.a.example.");
        return texts("_dmarc.a.example.", texts);
    }

    DomainScene texts(String name, String... texts) {
        for (var text : texts) zone.with(name + " TXT " + quoted(text));
        return this;
    }

    /// A text as zone files have it, in strings of 255 characters.
    static String quoted(String text) {
        var strings = new ArrayList<String>();
        for (int i = 0; i < text.length(); i += 255) {
            var part = text.substring(i, Math.min(text.length(), i + 255));
            strings.add('"' + part.replace("\"", "\\\"") + '"');
        }
        return String.join(" ", strings);
    }

    DomainScene needing(String... terms) {
        needs = new Needs(List.of(terms), List.of(), false);
        return this;
    }

    List<Finding> findings() throws InterruptedException {
        return findings(zone, _ -> zone);
    }

    List<Finding> findings(Dns resolver, NameServers servers) throws InterruptedException {
        return findings(DOMAIN, resolver, servers);
    }

    List<Finding> findings(String name, Dns resolver, NameServers servers)
            throws InterruptedException {
        return findings(name, List.of(KEY), resolver, servers);
    }

    List<Finding> findings(String name, List<DkimKey> keys, Dns resolver, NameServers servers)
            throws InterruptedException {
        var domain = domain(name, keys);
        var check =
                new DomainsBelieved(
                        () -> List.of(domain),
                        _ -> needs,
                        resolver,
                        servers,
                        ReportAddress.POSTMASTER,
                        new SystemClock());
        return check.see(domain);
    }

    List<String> codes() throws InterruptedException {
        return findings().stream().map(Finding::code).toList();
    }

    Finding finding(String code) throws InterruptedException {
        return one(findings(), code);
    }

    static Finding one(List<Finding> findings, String code) {
        var found = findings.stream().filter(each -> each.code().equals(code)).toList();
        assertThat(found).as(findings.toString()).hasSize(1);
        return found.getFirst();
    }

    /// That the finding is made, and reads so in both languages.
    Finding tells(String code, String english, String french) throws InterruptedException {
        return told(finding(code), english, french);
    }

    static Finding told(Finding finding, String english, String french) {
        assertThat(FindingTexts.in("en").told(finding).seen()).isEqualTo(english);
        assertThat(FindingTexts.in("fr").told(finding).seen()).isEqualTo(french);
        return finding;
    }
}
