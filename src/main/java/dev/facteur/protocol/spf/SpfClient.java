package dev.facteur.protocol.spf;

import java.net.InetAddress;

/// Who sends, as SMTP tells it (RFC 7208 §4.1).
///
/// @param address of the other end; IPv4 that was mapped into IPv6 has become IPv4 in Java already
/// @param helo what it calls itself
/// @param localPart of the sender; `postmaster` when he has none (§4.3)
/// @param senderDomain after the `@`
record SpfClient(InetAddress address, String helo, String localPart, String senderDomain) {
    private static final String POSTMASTER = "postmaster";

    /// The identity of MAIL FROM; of a mail without a sender it is the one of HELO (§2.4).
    static SpfClient mailFrom(InetAddress address, String helo, String sender) {
        if (sender.isEmpty()) return helo(address, helo);
        int at = sender.lastIndexOf('@');
        var localPart = at <= 0 ? POSTMASTER : sender.substring(0, at);
        return new SpfClient(address, helo, localPart, sender.substring(at + 1));
    }

    static SpfClient helo(InetAddress address, String helo) {
        return new SpfClient(address, helo, POSTMASTER, helo);
    }
}
