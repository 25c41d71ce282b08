package dev.facteur.deliver.smtp;

import dev.facteur.route.Rung;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to reach a server: a rung of the ladder at one of its addresses.
public record Candidate(Rung rung, InetAddress address) {
    /// A name with more addresses has a problem that trying them all would not cure.
    private static final int MAX_ADDRESSES = 4;

    /// In the order to try: `first` when it is still among them, then along the diagonals, so that
    /// neither a blocked port nor a dead address costs more than a turn or two. The rung of `first`
    /// leads the ladder also when its address is gone: names resolve to other addresses from one
    /// time to the next, and what blocks a port blocks it at all of them.
    static List<Candidate> inOrder(
            List<Rung> ladder, List<InetAddress> addresses, @Nullable Candidate first) {
        record Placed(Candidate candidate, int rung, int address) {}
        var rungs = new ArrayList<>(ladder);
        if (first != null && rungs.remove(first.rung)) rungs.addFirst(first.rung);
        var mixed = alternating(addresses);
        var placed = new ArrayList<Placed>();
        for (int r = 0; r < rungs.size(); r++) {
            for (int a = 0; a < Math.min(mixed.size(), MAX_ADDRESSES); a++) {
                placed.add(new Placed(new Candidate(rungs.get(r), mixed.get(a)), r, a));
            }
        }
        placed.sort(
                Comparator.comparing((Placed p) -> !p.candidate.equals(first))
                        .thenComparingInt(p -> p.rung + p.address)
                        .thenComparingInt(Placed::address));
        return placed.stream().map(Placed::candidate).toList();
    }

    /// RFC 8305 §4: the families take turns, beginning with that of the resolver's first address.
    private static List<InetAddress> alternating(List<InetAddress> addresses) {
        boolean sixFirst = addresses.getFirst() instanceof Inet6Address;
        var leading = new ArrayList<InetAddress>();
        var following = new ArrayList<InetAddress>();
        for (var address : addresses) {
            boolean leads = address instanceof Inet6Address == sixFirst;
            (leads ? leading : following).add(address);
        }
        var mixed = new ArrayList<InetAddress>(addresses.size());
        for (int i = 0; i < Math.max(leading.size(), following.size()); i++) {
            if (i < leading.size()) mixed.add(leading.get(i));
            if (i < following.size()) mixed.add(following.get(i));
        }
        return mixed;
    }

    @Override
    public String toString() {
        return rung + " at " + address.getHostAddress();
    }
}
