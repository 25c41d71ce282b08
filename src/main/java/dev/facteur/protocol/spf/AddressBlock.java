package dev.facteur.protocol.spf;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.Address;

/// The addresses that have their first bits in common.
///
/// @param first any of them, as a number
/// @param width 32 or 128: IPv4 or IPv6
/// @param prefix how many bits count
public record AddressBlock(BigInteger first, int width, int prefix) {
    static final int IPV4 = 32;
    static final int IPV6 = 128;

    /// Reads an address in its usual form: `192.0.2.1` without leading zeros (RFC 7208 §5.6), or
    /// one of RFC 4291 §2.2.
    static Optional<AddressBlock> read(String address, int width, int prefix) {
        var family = width == IPV4 ? Address.IPv4 : Address.IPv6;
        var bytes = Address.toByteArray(address, family);
        return bytes == null || bytes.length * 8 != width
                ? Optional.empty()
                : Optional.of(new AddressBlock(new BigInteger(1, bytes), width, prefix));
    }

    static AddressBlock around(InetAddress address, int prefix) {
        return new AddressBlock(number(address), width(address), prefix);
    }

    /// An address of the other kind is in no block: IPv4 that was mapped into IPv6 is IPv4 (§5).
    public boolean contains(InetAddress address) {
        return width(address) == width
                && number(address).xor(first).shiftRight(width - prefix).signum() == 0;
    }

    static int width(InetAddress address) {
        return address.getAddress().length * 8;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}
