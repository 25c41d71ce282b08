package dev.facteur.diagnose.direct;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import java.util.List;
import java.util.Map;

/// An entry of ours in a blocklist: what it means, and where it is taken away.
final class Listing {
    private static final String SPAMHAUS = "spamhaus.org";

    /// Where Spamhaus answers those who have a key.
    private static final String SPAMHAUS_BY_KEY = "dq.spamhaus.net";

    /// Where each list shows and removes an address, which is put in for `{}`. SpamCop's own is
    /// what it answers as TXT.
    private static final Map<String, String> PAGES =
            Map.of(
                    "spamhaus.org", "https://check.spamhaus.org/results/?query={}",
                    "dq.spamhaus.net", "https://check.spamhaus.org/results/?query={}",
                    "bl.spamcop.net", "https://www.spamcop.net/bl.shtml?{}",
                    "psbl.surriel.com", "https://psbl.org/listing?ip={}",
                    "mailspike.net", "https://mailspike.io/ip_verify",
                    "barracudacentral.org", "https://www.barracudacentral.org/rbl/removal-request",
                    "abuseat.org", "https://check.spamhaus.org/results/?query={}");

    private Listing() {}

    /// Only the codes of Spamhaus say why (docs.spamhaus.com, "Available Zones"). SpamCop and PSBL
    /// know 127.0.0.2 alone, and those of Mailspike, 2 and 10 to 12, say how bad.
    ///
    /// @param codes what the list answers
    static Finding finding(String list, String address, List<String> codes) {
        var page = page(list, address);
        if (!list.endsWith(SPAMHAUS) && !list.endsWith(SPAMHAUS_BY_KEY)) {
            return Finding.of("blocklist-has", Severity.PROBLEM, Who.YOU, address, list, page);
        }
        // The gravest of several: a policy list has most addresses that nobody has misused.
        if (has(codes, 2) || has(codes, 9)) {
            return Finding.of("listed-spam", Severity.PROBLEM, Who.YOU, address, list, page);
        }
        if (has(codes, 3)) {
            return Finding.of("listed-reputation", Severity.PROBLEM, Who.YOU, address, list, page);
        }
        if (has(codes, 4) || has(codes, 5) || has(codes, 6) || has(codes, 7)) {
            return Finding.of("listed-infected", Severity.PROBLEM, Who.YOU, address, list, page);
        }
        if (has(codes, 10) || has(codes, 11)) {
            return Finding.of("listed-policy", Severity.PROBLEM, Who.YOU, address, list, page);
        }
        return Finding.of("blocklist-has", Severity.PROBLEM, Who.YOU, address, list, page);
    }

    private static boolean has(List<String> codes, int code) {
        return codes.contains("127.0.0." + code);
    }

    private static String page(String list, String address) {
        for (var known : PAGES.entrySet()) {
            if (list.equals(known.getKey()) || list.endsWith("." + known.getKey())) {
                return known.getValue().replace("{}", address);
            }
        }
        return "https://" + list;
    }
}
