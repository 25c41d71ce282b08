package dev.facteur.judges;

import dev.facteur.judges.Case.Judge;
import dev.facteur.testkit.Zone;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Rcode;

/// A client at one address, and senders whose records say different things about it.
///
/// OpenDMARC's own SPF knows pass, fail and none only.
final class SpfCases {
    private static final String HOSTS =
            """
            a.spf.example.com. A 192.0.2.1
            mx.spf.example.com. MX 5 a.spf.example.com.
            1.2.0.192.yes.spf.example.com. A 127.0.0.2
            billing.who.spf.example.com. TXT "v=spf1 ip4:192.0.2.1"
            1.2.0.192.in-addr.arpa. PTR mail.ptr.spf.example.com.
            mail.ptr.spf.example.com. A 192.0.2.1
            none.spf.example.com. A 192.0.2.77
            """;
    private static final String LENIENT = "OpenDMARC counts no look-ups; RFC 7208 §4.6.4 does";

    private final Zone zone;
    private final List<Case> cases = new ArrayList<>();

    private SpfCases(Zone zone) {
        this.zone = zone;
    }

    /// Their records are added to the zone.
    static List<Case> of(Zone zone) {
        zone.with(HOSTS);
        for (int i = 1; i < 11; i++) {
            record("d" + i, "v=spf1 include:d" + (i + 1) + ".spf.example.com -all", zone);
        }
        record("d11", "v=spf1 ip4:192.0.2.1 -all", zone);
        var all = new SpfCases(zone);
        all.plain();
        all.indirect();
        all.broken();
        all.greedy();
        return all.cases;
    }

    private static void record(String name, String text, Zone zone) {
        zone.with(name + ".spf.example.com. TXT \"" + text + "\"\n");
    }

    private Case say(String expected, String name, String record) {
        record(name, record, zone);
        return say(expected, name);
    }

    private Case say(String expected, String name) {
        var sender = "billing@" + name + ".spf.example.com";
        var one = new Case(name, Case.incoming(sender, Case.letter(sender)), expected);
        boolean known = List.of("pass", "fail", "none").contains(expected);
        if (!known) one.but(Judge.OPENDMARC, "fail", "it has no other word for it");
        cases.add(one);
        return one;
    }

    private void plain() {
        say("pass", "pass", "v=spf1 ip4:192.0.2.1 -all");
        say("pass", "block", "v=spf1 ip4:192.0.2.0/24 -all");
        say("pass", "capitals", "V=SPF1 IP4:192.0.2.1 -ALL");
        say("pass", "unknown-modifier", "v=spf1 colour=red ip4:192.0.2.1 -all");
        say("fail", "fail", "v=spf1 ip4:192.0.2.9 -all");
        say("softfail", "softfail", "v=spf1 ip4:192.0.2.9 ~all");
        say("neutral", "neutral", "v=spf1 ?all");
        say("neutral", "no-all", "v=spf1 ip4:192.0.2.9");
        say("none", "none");
        say("fail", "after-all", "v=spf1 -all ip4:192.0.2.1")
                .but(Judge.RSPAMD, "pass", "what follows all is never looked at, RFC 7208 §5.1");
    }

    private void indirect() {
        say("pass", "a", "v=spf1 a -all");
        say("pass", "mx", "v=spf1 mx -all");
        say("pass", "ptr", "v=spf1 ptr -all");
        say("pass", "exists", "v=spf1 exists:%{ir}.yes.spf.example.com -all");
        say("pass", "include", "v=spf1 include:pass.spf.example.com -all");
        say("softfail", "include-fail", "v=spf1 include:fail.spf.example.com ~all");
        say("pass", "redirect", "v=spf1 redirect=pass.spf.example.com");
        say("pass", "macro", "v=spf1 include:%{l}.who.spf.example.com -all")
                .but(
                        Judge.OPENDMARC,
                        "fail",
                        "%{l} is the local part, RFC 7208 §7.2; OpenDMARC finds no match");
    }

    private void broken() {
        var skips = "rspamd leaves out what it cannot read; RFC 7208 §4.6 says permerror";
        say("permerror", "typo", "v=spf1 ipv4:192.0.2.9 ip4:192.0.2.1 -all")
                .but(Judge.RSPAMD, "pass", skips);
        say("permerror", "address", "v=spf1 ip4:192.0.2.300 -all").but(Judge.RSPAMD, "fail", skips);
        say("permerror", "include-none", "v=spf1 include:none.spf.example.com -all")
                .but(Judge.RSPAMD, "fail", "nothing at an include is a permerror, RFC 7208 §5.2");
        say("permerror", "redirect-none", "v=spf1 redirect=none.spf.example.com");
        say("permerror", "two", "v=spf1 ip4:192.0.2.1 -all")
                .but(Judge.RSPAMD, "pass", "it takes the first; neither counts, RFC 7208 §4.5");
        record("two", "v=spf1 -all", zone);
        zone.broken("down.spf.example.com", Rcode.SERVFAIL);
        say("temperror", "down");
        say("temperror", "include-down", "v=spf1 include:down.spf.example.com -all")
                .but(Judge.OPENDMARC, "tempfail", "that is its word for it");
    }

    private void greedy() {
        var more = "rspamd allows itself more look-ups than the ten of RFC 7208 §4.6.4";
        say("permerror", "self", "v=spf1 include:self.spf.example.com -all")
                .but(Judge.RSPAMD, "fail", "rspamd stops at a loop and goes on, RFC 7208 §4.6.4");
        say("permerror", "deep", "v=spf1 include:d1.spf.example.com -all")
                .but(Judge.RSPAMD, "pass", more)
                .but(Judge.OPENDMARC, "pass", LENIENT);
        var absent = " a:n1.spf.example.com a:n2.spf.example.com";
        say("pass", "two-void", "v=spf1" + absent + " ip4:192.0.2.1 -all");
        var third = " a:n3.spf.example.com";
        say("permerror", "three-void", "v=spf1" + absent + third + " ip4:192.0.2.1 -all")
                .but(Judge.RSPAMD, "pass", "rspamd counts no void look-ups, RFC 7208 §4.6.4")
                .but(Judge.OPENDMARC, "pass", LENIENT);
    }
}
