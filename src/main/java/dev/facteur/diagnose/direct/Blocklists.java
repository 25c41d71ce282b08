package dev.facteur.diagnose.direct;

import dev.facteur.deliver.direct.PublicAddresses;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.AllAtOnce;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.ReverseName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether blocklists in DNS (RFC 5782) have addresses of ours.
///
/// Each list is tried first: it must have 127.0.0.2 and must not have 127.0.0.1 (RFC 5782 §5). One
/// that has everything, or nothing, says nothing of us.
public final class Blocklists {
    private static final Duration PATIENCE = Duration.ofSeconds(9);
    private static final InetAddress LISTED = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress CLEAN = InetAddress.ofLiteral("127.0.0.1");

    /// Spamhaus: no list of ours has that name (spamhaus.org, "DNSBL Usage").
    private static final String NO_SUCH_LIST = "127.255.255.252";

    private static final String FOUR = "in-addr.arpa.";
    private static final String SIX = "ip6.arpa.";

    private final Dns dns;
    private final List<String> lists;
    private final Clock clock;

    /// @param lists their zones, `zen.spamhaus.org`
    public Blocklists(Dns dns, List<String> lists, Clock clock) {
        this.dns = dns;
        this.lists = List.copyOf(lists);
        this.clock = clock;
    }

    /// Addresses that are not on the public Internet are on no list, and are not asked for.
    List<Finding> look(List<InetAddress> addresses) throws InterruptedException {
        var ours =
                addresses.stream()
                        .filter(address -> PublicAddresses.objection(address) == null)
                        .toList();
        if (ours.isEmpty() || lists.isEmpty()) return List.of();
        var found = AllAtOnce.ask(lists, list -> ofList(list, ours), clock, PATIENCE);
        return found.stream().flatMap(List::stream).toList();
    }

    private List<Finding> ofList(String list, List<InetAddress> ours) {
        try {
            var unfit = unfit(list);
            if (unfit != null) return List.of(unfit);
            var findings = new ArrayList<Finding>();
            for (var address : ours) findings.add(judge(list, address));
            return findings;
        } catch (Refused refused) {
            return List.of(
                    Finding.of("blocklist-refuses", Severity.NOTICE, Who.YOU, list, refused.code)
                            .seeing(List.of(list + ": " + refused.code)));
        } catch (DnsTrouble trouble) {
            return List.of(
                    Finding.of(
                            "blocklist-silent",
                            Severity.NOTICE,
                            Who.NOBODY,
                            list,
                            trouble.statement()));
        }
    }

    private Finding judge(String list, InetAddress address) throws DnsTrouble, Refused {
        var codes = codes(list, address);
        var of = address.getHostAddress();
        if (codes.isEmpty()) return Finding.good("blocklist-clean", of, list);
        var evidence = new ArrayList<>(List.of(name(list, address) + " A " + codes));
        evidence.addAll(reasons(list, address));
        return Listing.finding(list, of, codes).seeing(evidence);
    }

    /// Null where it can be believed.
    private @Nullable Finding unfit(String list) throws DnsTrouble, Refused {
        if (!codes(list, CLEAN).isEmpty()) {
            return Finding.of("blocklist-everything", Severity.NOTICE, Who.YOU, list);
        }
        if (codes(list, LISTED).isEmpty()) {
            return Finding.of("blocklist-nothing", Severity.NOTICE, Who.YOU, list);
        }
        return null;
    }

    /// It does not answer whoever asks by our resolver.
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code) {
            super(code, null, false, false);
            this.code = code;
        }
    }

    /// The codes of a listing, `127.0.0.2`; empty where there is none.
    private List<String> codes(String list, InetAddress address) throws DnsTrouble, Refused {
        var answer = dns.ask(name(list, address), RecordType.A);
        if (answer.existence() != Existence.FOUND) return List.of();
        var codes = new ArrayList<String>();
        for (var code : answer.addresses()) {
            var words = code.getHostAddress();
            if (words.equals(NO_SUCH_LIST)) continue;
            // Spamhaus says so that it answers no public resolver (254), or that it is asked too
            // much (255); URIBL says the same by 127.0.0.1.
            if (words.startsWith("127.255.255.") || words.equals("127.0.0.1")) {
                throw new Refused(words);
            }
            codes.add(words);
        }
        return codes;
    }

    /// Why, in the list's words.
    private List<String> reasons(String list, InetAddress address) {
        try {
            return dns.ask(name(list, address), RecordType.TXT).texts();
        } catch (DnsTrouble _) {
            return List.of();
        }
    }

    /// RFC 5782 §2.1 and §2.4: the address backwards before the list's zone.
    private static String name(String list, InetAddress address) {
        var reverse = ReverseName.of(address);
        return reverse.replace(FOUR, "").replace(SIX, "") + list;
    }
}
