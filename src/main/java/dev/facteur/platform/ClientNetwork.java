package dev.facteur.platform;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What counts as one client where clients are told apart by their address.
public final class ClientNetwork {
    /// RFC 6177: one customer of an IPv6 network has a whole /64.
    private static final int CUSTOMER_BYTES = 8;

    private ClientNetwork() {}

    /// @param client null for a Unix socket
    public static String of(@Nullable InetAddress client) {
        if (client == null) return "local";
        if (!(client instanceof Inet6Address)) return client.getHostAddress();
        return HexFormat.of().formatHex(Arrays.copyOf(client.getAddress(), CUSTOMER_BYTES));
    }
}
