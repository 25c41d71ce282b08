package dev.facteur.judges;

import dev.facteur.judges.Case.Judge;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import dev.facteur.protocol.dkim.DkimRecord;
import dev.facteur.protocol.dkim.OddSignature;
import dev.facteur.testkit.Zone;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Rcode;

/// Authors whose domains wish for different things. SPF passes in all of them, for the sender's
/// domain; a signature is by another domain's key where one is named.
final class DmarcCases {
    private static final DkimKeyPair KEY =
            DkimKeyPair.generate(DkimAlgorithm.RSA_SHA256, new SecureRandom());
    private static final String NEW = "rspamd follows the DMARC of 2015; ";
    private static final String OLD = "OpenDMARC follows the DMARC of 2015; ";
    private static final String UNKNOWN_STRICT =
            "OpenDMARC lets a subdomain pass though the record asks for the same domain,"
                    + " RFC 9989 §4.4";

    private final Zone zone;
    private final List<Case> cases = new ArrayList<>();

    private DmarcCases(Zone zone) {
        this.zone = zone;
    }

    /// Their records are added to the zone.
    static List<Case> of(Zone zone) throws Exception {
        var all = new DmarcCases(zone);
        all.alignment();
        all.policies();
        all.organizations();
        all.records();
        all.authors();
        return all.cases;
    }

    /// A mail that comes from somewhere else entirely.
    private Case stranger(String expected, String name, String author) throws Exception {
        return say(expected, name, author, "b@bounces.com", "");
    }

    private Case say(String expected, String name, String author, String sender, String signer)
            throws Exception {
        if (!sender.isEmpty()) {
            var domain = sender.substring(sender.indexOf('@') + 1);
            zone.without(domain).with(domain + ". TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
        }
        var mail = Case.letter(author);
        if (!signer.isEmpty()) {
            var record = DkimRecord.of(signer, "s1", KEY.algorithm(), KEY.publicKey());
            zone.without(record.name()).with(record.zoneLine() + "\n");
            mail = OddSignature.by(signer, "s1", KEY).on(mail);
        }
        var one = new Case(name, Case.incoming(sender, mail), expected);
        cases.add(one);
        return one;
    }

    private void wish(String domain, String record) {
        zone.with("_dmarc." + domain + ". TXT \"" + record + "\"\n");
    }

    private void alignment() throws Exception {
        wish("loose.com", "v=DMARC1; p=reject");
        wish("strict.com", "v=DMARC1; p=reject; adkim=s; aspf=s");
        say("pass", "SPF of the same domain", "a@loose.com", "b@loose.com", "");
        say("pass", "signature of the same domain", "a@loose.com", "b@bounces.com", "loose.com");
        say("fail, reject", "both elsewhere", "a@loose.com", "b@bounces.com", "bounces.com");
        say("pass", "SPF of a subdomain", "a@loose.com", "b@mail.loose.com", "");
        say("pass", "signature of a subdomain", "a@loose.com", "b@bounces.com", "mail.loose.com");
        say("pass", "signature of a neighbour", "a@x.loose.com", "b@bounces.com", "y.loose.com");
        say("pass", "signature from above", "a@shop.loose.com", "b@bounces.com", "loose.com");
        say("pass", "no sender", "a@loose.com", "", "loose.com");
        say("pass", "strict, the same domain", "a@strict.com", "b@strict.com", "strict.com");
        say("fail, reject", "strict, SPF of a subdomain", "a@strict.com", "b@m.strict.com", "")
                .but(Judge.OPENDMARC, "pass", UNKNOWN_STRICT);
        say(
                        "fail, reject",
                        "strict, signature of a subdomain",
                        "a@strict.com",
                        "b@bounces.com",
                        "m.strict.com")
                .but(Judge.OPENDMARC, "pass", UNKNOWN_STRICT);
    }

    private void policies() throws Exception {
        wish("quarantine.com", "v=DMARC1; p=quarantine");
        stranger("fail, quarantine", "quarantine", "a@quarantine.com");
        wish("none.com", "v=DMARC1; p=none");
        stranger("fail, none", "none", "a@none.com");
        zone.with("silent.com. A 192.0.2.1\n");
        stranger("none", "no record", "a@silent.com");
        wish("below.com", "v=DMARC1; p=none; sp=quarantine; np=reject");
        zone.with("there.below.com. A 192.0.2.1\n");
        stranger("fail, none", "sp and np, the domain itself", "a@below.com");
        stranger("fail, quarantine", "sp and np, a subdomain", "a@there.below.com");
        stranger("fail, reject", "sp and np, no such subdomain", "a@absent.below.com")
                .but(Judge.RSPAMD, "fail, quarantine", NEW + "np is of RFC 9989 §4.7")
                .but(Judge.OPENDMARC, "fail, quarantine", OLD + "np is of RFC 9989 §4.7");
        wish("tested.com", "v=DMARC1; p=reject; t=y");
        stranger("fail, quarantine", "being tested", "a@tested.com")
                .but(Judge.RSPAMD, "fail, reject", NEW + "t=y is of RFC 9989 §4.7")
                .but(Judge.OPENDMARC, "fail, reject", OLD + "t=y is of RFC 9989 §4.7");
        wish("few.com", "v=DMARC1; p=reject; pct=0");
        stranger("fail, reject", "pct=0", "a@few.com")
                .but(Judge.RSPAMD, "fail, quarantine", NEW + "RFC 9989 has no pct any more");
    }

    private void organizations() throws Exception {
        wish("org.com", "v=DMARC1; p=reject");
        wish("own.org.com", "v=DMARC1; p=none");
        stranger("fail, reject", "policy of the organization", "a@shop.org.com");
        stranger("fail, reject", "policy two above", "a@x.y.org.com");
        stranger("fail, none", "a policy of its own", "a@own.org.com");
        stranger("fail, reject", "a policy between", "a@x.own.org.com");
        stranger("fail, reject", "nine labels", "a@a.b.c.d.e.f.g.org.com");
        wish("shop.co.uk", "v=DMARC1; p=reject");
        say("pass", "public suffix of two labels", "a@x.shop.co.uk", "b@b.com", "shop.co.uk");
        say("fail, reject", "neighbours there", "a@shop.co.uk", "b@b.com", "other.co.uk");
        wish("alone.com", "v=DMARC1; p=reject");
        wish("unit.alone.com", "v=DMARC1; p=quarantine; psd=n");
        var walk = "psd=n ends the walk, RFC 9989 §4.10.2, and the public suffix list knows no psd";
        say("fail, quarantine", "psd=n between", "a@x.unit.alone.com", "b@b.com", "alone.com")
                .but(Judge.RSPAMD, "pass", walk)
                .but(Judge.OPENDMARC, "pass", walk);
    }

    private void records() throws Exception {
        wish("twice.com", "v=DMARC1; p=reject");
        wish("twice.com", "v=DMARC1; p=none");
        stranger("none", "two records", "a@twice.com")
                .but(Judge.RSPAMD, "permerror", "neither counts either of the two")
                .but(
                        Judge.OPENDMARC,
                        "fail, reject",
                        "OpenDMARC takes one; of several none counts, RFC 9989 §4.10");
        wish("reports.com", "v=DMARC1; rua=mailto:x@reports.com");
        stranger("fail, none", "no p", "a@reports.com")
                .but(
                        Judge.OPENDMARC,
                        "permerror",
                        "with reports wished for it is p=none, RFC 9989 §4.7");
        wish("nonsense.com", "v=DMARC1; p=nonsense");
        stranger("none", "p cannot be read", "a@nonsense.com")
                .but(Judge.RSPAMD, "permerror", "the record does not count with either")
                .but(Judge.OPENDMARC, "permerror", "the record does not count with either");
        wish("order.com", "p=reject; v=DMARC1");
        stranger("none", "v is not the first tag", "a@order.com")
                .but(Judge.OPENDMARC, "fail, reject", "v=DMARC1 comes first, RFC 9989 §4.7");
        zone.broken("_dmarc.down.com", Rcode.SERVFAIL);
        stranger("temperror", "DNS is down", "a@down.com")
                .but(Judge.OPENDMARC, "none", "no answer is not no record, RFC 9989 §5.3.6");
    }

    /// Facteur gives no verdict on more than one author, and takes no such mail from its sites.
    private void authors() throws Exception {
        wish("many.com", "v=DMARC1; p=reject");
        say("", "two authors of one domain", "a@many.com, c@many.com", "b@many.com", "")
                .but(Judge.RSPAMD, "none", "rspamd says that too of what it does not judge")
                .but(Judge.OPENDMARC, "pass", "one domain is enough for OpenDMARC");
        say("", "two authors of two domains", "a@many.com, c@bounces.com", "b@many.com", "")
                .but(Judge.RSPAMD, "none", "rspamd says that too of what it does not judge");
        say("", "two From fields", "a@many.com\nFrom: c@bounces.com", "b@many.com", "")
                .but(Judge.RSPAMD, "none", "rspamd says that too of what it does not judge")
                .but(Judge.OPENDMARC, "pass", "OpenDMARC takes the first");
    }
}
