package dev.facteur.account;

import java.net.InetAddress;
import java.util.Optional;

/// A range of addresses in the notation of RFC 4632 §3.1: `192.0.2.0/24`, `2001:db8::/48`, or one
/// address alone.
///
/// @param bits how many leading bits of the address count
public record Network(InetAddress address, int bits) {

    /// Empty when the text is none. Names are not looked up.
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        try {
            var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int all = address.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) return Optional.empty();
            return Optional.of(new Network(address, bits));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress client) {
        var own = address.getAddress();
        var other = client.getAddress();
        if (own.length != other.length) return false;
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((own[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) return false;
        }
        return true;
    }

    @Override
    public String toString() {
        var text = address.getHostAddress();
        return bits == address.getAddress().length * Byte.SIZE ? text : text + "/" + bits;
    }
}
