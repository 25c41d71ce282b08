package dev.facteur.deliver.direct;

import dev.facteur.mail.Statement;
import dev.facteur.mail.Wording;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which addresses may be called because a stranger's DNS names them: those on the public Internet
/// only. Without this, whoever owns a domain could send the gateway to the machines behind it.
///
/// The blocks are those that IANA's special-purpose registries (RFC 6890 §2.2) call not globally
/// reachable. Blocks for documentation are left out: nobody is there.
public final class PublicAddresses {
    private static final List<Block> FOUR =
            List.of(
                    // RFC 1122 §3.2.1.3: "this network"; Linux takes 0.0.0.0 for this machine.
                    block("0.0.0.0", 8, Saying.ADDRESS_SELF),
                    block("127.0.0.0", 8, Saying.ADDRESS_LOOPBACK),
                    // RFC 1918 §3.
                    block("10.0.0.0", 8, Saying.ADDRESS_PRIVATE),
                    block("172.16.0.0", 12, Saying.ADDRESS_PRIVATE),
                    block("192.168.0.0", 16, Saying.ADDRESS_PRIVATE),
                    // RFC 6598 §7.
                    block("100.64.0.0", 10, Saying.ADDRESS_CARRIER),
                    // Clouds keep their machines' secrets at 169.254.169.254.
                    block("169.254.0.0", 16, Saying.ADDRESS_LINK_LOCAL),
                    block("192.0.0.0", 24, Saying.ADDRESS_PROTOCOLS),
                    block("192.88.99.0", 24, Saying.ADDRESS_SIX_TO_FOUR),
                    block("198.18.0.0", 15, Saying.ADDRESS_BENCHMARKS),
                    block("224.0.0.0", 4, Saying.ADDRESS_MULTICAST),
                    block("240.0.0.0", 4, Saying.ADDRESS_RESERVED));

    private static final List<Block> SIX =
            List.of(
                    block("::1", 128, Saying.ADDRESS_LOOPBACK),
                    block("::", 128, Saying.ADDRESS_SELF),
                    // RFC 4193 §3.1.
                    block("fc00::", 7, Saying.ADDRESS_PRIVATE),
                    block("fe80::", 10, Saying.ADDRESS_LINK_LOCAL),
                    block("ff00::", 8, Saying.ADDRESS_MULTICAST),
                    // RFC 4380 §2.6, and with it the rest of the block for protocols.
                    block("2001::", 23, Saying.ADDRESS_PROTOCOLS));

    /// RFC 4291 §2.4: all public unicast addresses so far.
    private static final Block UNICAST = block("2000::", 3, Saying.ADDRESS_NOT_PUBLIC);

    /// RFC 3056 §2: an IPv4 address follows the prefix.
    private static final Block SIX_TO_FOUR = block("2002::", 16, Saying.ADDRESS_NOT_PUBLIC);

    /// RFC 6052 §2.1: an IPv4 address stands at the end.
    private static final Block NAT64 = block("64:ff9b::", 96, Saying.ADDRESS_NOT_PUBLIC);

    /// RFC 4291 §2.5.5: the same, compatible and mapped.
    private static final Block COMPATIBLE = block("::", 96, Saying.ADDRESS_NOT_PUBLIC);

    private static final Block MAPPED = new Block(mapped(), 96, Saying.ADDRESS_NOT_PUBLIC);

    private PublicAddresses() {}

    private static final class Block {
        private final byte[] prefix;
        private final int bits;
        private final Wording words;

        Block(byte[] prefix, int bits, Wording words) {
            this.prefix = prefix;
            this.bits = bits;
            this.words = words;
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
                if (((address[bit / 8] ^ prefix[bit / 8]) & mask) != 0) return false;
            }
            return true;
        }
    }

    private static Block block(String first, int bits, Wording words) {
        return new Block(InetAddress.ofLiteral(first).getAddress(), bits, words);
    }

    /// Java makes an IPv4 address of one that is written so.
    private static byte[] mapped() {
        var bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        return bytes;
    }

    /// Why it must not be called, as what is said of it: `is a private address.`; null when it may.
    public static @Nullable Statement objection(InetAddress address) {
        var bytes = address.getAddress();
        return address instanceof Inet6Address ? ofSix(bytes) : first(FOUR, bytes);
    }

    private static @Nullable Statement ofSix(byte[] address) {
        var said = first(SIX, address);
        if (said != null) return said;
        if (SIX_TO_FOUR.holds(address)) return ofInner(address, 2);
        if (NAT64.holds(address) || COMPATIBLE.holds(address) || MAPPED.holds(address)) {
            return ofInner(address, 12);
        }
        return UNICAST.holds(address) ? null : Saying.ADDRESS_NOT_PUBLIC.with();
    }

    private static @Nullable Statement ofInner(byte[] address, int from) {
        var inner = Arrays.copyOfRange(address, from, from + 4);
        var said = first(FOUR, inner);
        if (said == null) return null;
        try {
            var address4 = InetAddress.getByAddress(inner).getHostAddress();
            return Saying.ADDRESS_LEADS.with(address4).and(said);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable Statement first(List<Block> blocks, byte[] address) {
        for (var block : blocks) {
            if (block.holds(address)) return block.words.with();
        }
        return null;
    }
}
