package dev.facteur.judges;

import dev.facteur.judges.Case.Judge;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import dev.facteur.protocol.dkim.DkimRecord;
import dev.facteur.protocol.dkim.OddSignature;
import dev.facteur.testkit.Zone;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.xbill.DNS.Rcode;

/// Signatures that hold, and signatures broken in each way there is.
final class DkimCases {
    private static final String DOMAIN = "example.com";
    private static final String SENDER = "a@example.com";
    private static final String MAIL = Case.letter("Shop <a@example.com>");
    private static final DkimKeyPair RSA =
            DkimKeyPair.generate(DkimAlgorithm.RSA_SHA256, new SecureRandom());
    private static final DkimKeyPair ED25519 =
            DkimKeyPair.generate(DkimAlgorithm.ED25519_SHA256, new SecureRandom());

    private static final String UNREAD =
            "a signature that cannot be read may be left out, RFC 6376 §6.1.1";
    private static final String WORD =
            "OpenDKIM calls “fail” what RFC 6376 §6.1.2 calls PERMFAIL; neither passes";
    private static final String NOT_LOOKED_AT =
            "rspamd does not look at this; RFC 6376 §6.1.2 says PERMFAIL";

    private final Zone zone;
    private final List<Case> cases = new ArrayList<>();

    private DkimCases(Zone zone) {
        this.zone = zone;
    }

    /// Their keys are added to the zone.
    static List<Case> of(Zone zone) throws Exception {
        var all = new DkimCases(zone);
        all.whole();
        all.changed();
        all.timed();
        all.limited();
        all.keySizes();
        all.keyRecords();
        all.malformed();
        return all.cases;
    }

    private Case say(String expected, String name, String mail) {
        var one = new Case(name, Case.incoming(SENDER, mail), expected);
        cases.add(one);
        return one;
    }

    private OddSignature by(String selector, DkimKeyPair pair, String... more) {
        var record = DkimRecord.of(DOMAIN, selector, pair.algorithm(), pair.publicKey());
        var value = record.value().replace("; p=", "; " + String.join("", more) + "p=");
        zone.with(new DkimRecord(record.name(), value).zoneLine() + "\n");
        return OddSignature.by(DOMAIN, selector, pair);
    }

    private OddSignature withRecord(String selector, String text) {
        zone.with(new DkimRecord(selector + "._domainkey.example.com", text).zoneLine() + "\n");
        return OddSignature.by(DOMAIN, selector, RSA);
    }

    private void whole() throws Exception {
        say("pass", "as it was signed", by("whole", RSA).on(MAIL));
        say("pass", "simple body", by("simple", RSA).tag("c", "relaxed/simple").on(MAIL));
        say("pass", "Ed25519", by("ed", ED25519).on(MAIL));
        say("pass, pass", "both", by("b-rsa", RSA).on(by("b-ed", ED25519).on(MAIL)));
        say("pass", "unknown tag", by("tag", RSA).tag("zz", "x").on(MAIL));
        say("pass", "key being tested", by("testing", RSA, "t=y; ").on(MAIL));
        say("pass", "key record without v=", withRecord("no-v", "p=" + RSA.publicKey()).on(MAIL));
        say(
                "pass",
                "identity below the domain",
                by("below", RSA).tag("i", "@news.example.com").on(MAIL));
        say("", "no signature", MAIL);
    }

    private void changed() throws Exception {
        say("fail", "body changed", body(by("body", RSA).on(MAIL)));
        say("fail", "changed under a key being tested", body(by("t", RSA, "t=y; ").on(MAIL)));
        say("fail", "subject changed", by("subject", RSA).on(MAIL).replace("order", "0rder"));
        say("pass", "unsigned field changed", by("type", RSA).on(MAIL).replace("us-", "US-"));
        say("pass", "white space added", by("space", RSA).on(MAIL).replace(" o", "  o"));
        var lower = by("y-lower", RSA).on(MAIL.replace("order", "0rder")).replace("0rder", "order");
        say("pass, fail", "good above a broken one", by("x-upper", ED25519).on(lower));
        var second = "From: x@example.net\r\n";
        say("pass", "second From on top", second + by("second", RSA).on(MAIL))
                .but(
                        Judge.RSPAMD,
                        "fail",
                        "rspamd refuses what oversigning is for; the lowest field is the signed"
                                + " one, RFC 6376 §5.4.2");
        say(
                "fail",
                "second From on top, oversigned",
                second + by("over", RSA).tag("h", "From:From:To:Subject").on(MAIL));
        by("other", RSA);
        say("fail", "another key", OddSignature.by(DOMAIN, "other", rsa(2048)).on(MAIL));
    }

    private static String body(String mail) {
        return mail.replace("on its way", "on its wax");
    }

    private void timed() throws Exception {
        long now = Instant.now().getEpochSecond();
        long hour = 3_600;
        say(
                        "permerror",
                        "expired",
                        by("late", RSA).tag("t", now - 2 * hour).tag("x", now - hour).on(MAIL))
                .but(Judge.RSPAMD, "", UNREAD);
        say(
                "pass",
                "expires later",
                by("early", RSA).tag("t", now - hour).tag("x", now + hour).on(MAIL));
        var future = "to ignore a signature from the future is allowed, RFC 6376 §3.5";
        say("pass", "signed tomorrow", by("tomorrow", RSA).tag("t", now + 24 * hour).on(MAIL))
                .but(Judge.RSPAMD, "", future)
                .but(Judge.OPENDKIM, "permerror", future);
    }

    private void limited() throws Exception {
        say("pass", "l= and text added", by("l", RSA).tag("l", 19).on(MAIL) + "Buy this\r\n");
        say("fail", "l= is longer than the body", by("long", RSA).tag("l", 1_900).on(MAIL))
                .but(
                        Judge.RSPAMD,
                        "pass",
                        "l= must not be larger than the body, RFC 6376 §3.5, so somebody has cut"
                                + " it");
    }

    private void keySizes() throws Exception {
        var because = "less than 1024 bits are never valid, RFC 8301 §3.2";
        say("pass", "1024 bits", by("b1024", rsa(1024)).on(MAIL));
        for (int bits : new int[] {768, 512}) {
            say("permerror", bits + " bits", by("b" + bits, rsa(bits)).on(MAIL))
                    .but(Judge.RSPAMD, "pass", because)
                    .but(Judge.OPENDKIM, "policy", because + ", in another word");
        }
    }

    private static DkimKeyPair rsa(int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        var pair = generator.generateKeyPair();
        var text = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        return new DkimKeyPair(DkimAlgorithm.RSA_SHA256, pair.getPrivate(), text);
    }

    private void keyRecords() throws Exception {
        say("permerror", "no key", OddSignature.by(DOMAIN, "missing", RSA).on(MAIL))
                .but(Judge.OPENDKIM, "fail", WORD);
        say("permerror", "key revoked", withRecord("revoked", "v=DKIM1; p=").on(MAIL))
                .but(Judge.OPENDKIM, "fail", WORD);
        say("permerror", "another record", withRecord("spf", "v=spf1 -all").on(MAIL))
                .but(Judge.OPENDKIM, "fail", WORD);
        say("permerror", "unreadable key", withRecord("noise", "v=DKIM1; p=a!b").on(MAIL));
        zone.broken("down._domainkey.example.com", Rcode.SERVFAIL);
        say("temperror", "DNS is down", OddSignature.by(DOMAIN, "down", RSA).on(MAIL))
                .but(Judge.OPENDKIM, "", "OpenDKIM says nothing in that case");
        say("permerror", "key for SHA-1 only", by("sha1", RSA, "h=sha1; ").on(MAIL))
                .but(Judge.RSPAMD, "pass", NOT_LOOKED_AT)
                .but(Judge.OPENDKIM, "fail", WORD);
        say("permerror", "key of another service", by("tlsrpt", RSA, "s=tlsrpt; ").on(MAIL))
                .but(Judge.RSPAMD, "pass", NOT_LOOKED_AT)
                .but(Judge.OPENDKIM, "fail", WORD);
        say(
                        "permerror",
                        "identity below a key that forbids it",
                        by("exact", RSA, "t=s; ").tag("i", "@news.example.com").on(MAIL))
                .but(Judge.RSPAMD, "pass", NOT_LOOKED_AT)
                .but(Judge.OPENDKIM, "fail", WORD);
        say("permerror", "RSA key, Ed25519 signature", swapped())
                .but(Judge.RSPAMD, "fail", "the key is of another kind, RFC 6376 §6.1.2");
    }

    private String swapped() throws Exception {
        by("swapped", RSA);
        return OddSignature.by(DOMAIN, "swapped", ED25519).on(MAIL);
    }

    private void malformed() throws Exception {
        say(
                        "permerror",
                        "identity elsewhere",
                        by("elsewhere", RSA).tag("i", "@example.net").on(MAIL))
                .but(Judge.RSPAMD, "pass", "i= must be below d=, RFC 6376 §6.1.1");
        say("permerror", "From is not signed", by("to", RSA).tag("h", "To:Subject").on(MAIL))
                .but(Judge.RSPAMD, "", UNREAD);
        say("permerror", "SHA-1", by("old", RSA).tag("a", "rsa-sha1").on(MAIL))
                .but(Judge.RSPAMD, "", UNREAD)
                .but(Judge.OPENDKIM, "fail", "neither passes, RFC 8301 §3.1");
        say("permerror", "version 2", by("v2", RSA).tag("v", "2").on(MAIL))
                .but(Judge.RSPAMD, "", UNREAD);
        say("permerror", "no tags at all", "DKIM-Signature: junk\r\n" + MAIL)
                .but(Judge.RSPAMD, "", UNREAD)
                .but(Judge.OPENDKIM, "", UNREAD);
    }
}
