package dev.facteur.protocol.dns;

import java.net.InetAddress;
import org.xbill.DNS.ReverseMap;

/// Where DNS keeps the name of an address (RFC 1035 §3.5).
public final class ReverseName {
    private ReverseName() {}

    public static String of(InetAddress address) {
        return ReverseMap.fromAddress(address).toString();
    }
}
