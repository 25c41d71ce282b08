package dev.facteur.account;

import dev.facteur.protocol.dns.DnsName;
import java.util.List;
import java.util.Locale;

/// The operator's zone in which the keys of hosted domains stand. A domain's owner points two fixed
/// names an algorithm to it, once: in one slot stands the key that signs, in the other the next.
///
/// @param name A-labels, lower case, without the final dot; a zone of its own, with SOA and NS
public record HostedZone(String name) {
    private static final int MARK = 8;
    private static final List<String> SLOTS = List.of("facteur1", "facteur2");

    /// The selectors of an algorithm, in the order in which they are taken.
    public static List<String> selectors(DkimKey.Algorithm algorithm) {
        return SLOTS.stream().map(slot -> slot + algorithm.word().charAt(0)).toList();
    }

    /// Where the key of a domain stands. A part of the domain's token is in it, so that aliases
    /// which somebody left behind prove nothing for those who add the domain after them.
    public String target(String selector, Domain.Proof owner) {
        var mark = owner.token().substring(0, MARK).toLowerCase(Locale.ROOT);
        return selector + "." + owner.domain() + "." + mark + "." + name;
    }

    /// What the owner of a domain publishes for a slot.
    public Domain.Alias alias(String selector, Domain.Proof owner) {
        var name = selector + "._domainkey." + owner.domain();
        return new Domain.Alias(name, target(selector, owner));
    }

    /// Whether DNS can hold the names of a domain's keys.
    public boolean hasRoomFor(Domain.Proof owner) {
        return DnsName.of(target(selectors(DkimKey.Algorithm.RSA).getFirst(), owner)).isPresent();
    }

    /// Whether a name lies in this zone, so that it is ours to change.
    public boolean holds(String target) {
        return DnsName.within(target, name) && !target.equals(name);
    }
}
