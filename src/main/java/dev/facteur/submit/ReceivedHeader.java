package dev.facteur.submit;

import dev.facteur.mail.MailId;
import dev.facteur.protocol.mime.Dates;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The trace field added at acceptance (RFC 5321 §4.4).
///
/// A private address of the client tells strangers how the site's network looks and helps nobody,
/// so it is left out, and so is a greeting name that is an address (RFC 5321 §7.2, §7.6).
final class ReceivedHeader {
    private ReceivedHeader() {}

    static String of(Submitter submitter, String server, MailId id, Instant now) {
        return "Received: from "
                + from(submitter)
                + "\r\n\tby "
                + server
                + " with "
                + protocol(submitter)
                + " id "
                + id
                + ";\r\n\t"
                + Dates.format(now)
                + "\r\n";
    }

    private static String from(Submitter submitter) {
        var client = submitter.client();
        if (client == null || !isPublic(client)) return "localhost";
        var name = isName(submitter.helo()) ? submitter.helo() : "unknown";
        return name + " (" + literal(client) + ")";
    }

    /// RFC 3848 and the registry know the ESMTP family; `local` is what sendmail programs write.
    private static String protocol(Submitter submitter) {
        return submitter.tls().isEmpty()
                ? submitter.protocol()
                : submitter.protocol() + " (" + submitter.tls().replace(' ', '/') + ")";
    }

    private static String literal(InetAddress client) {
        var text = client.getHostAddress();
        return client instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    static boolean isPublic(@Nullable InetAddress address) {
        if (address == null) return false;
        if (address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()) return false;
        var bytes = address.getAddress();
        // RFC 4193: fc00::/7. RFC 6598: 100.64.0.0/10.
        if (address instanceof Inet6Address) return (bytes[0] & 0xfe) != 0xfc;
        return !(address instanceof Inet4Address
                && (bytes[0] & 0xff) == 100
                && (bytes[1] & 0xc0) == 64);
    }

    private static boolean isName(String helo) {
        if (helo.isEmpty() || helo.length() > 255 || helo.startsWith("[")) return false;
        boolean letters = false;
        for (int i = 0; i < helo.length(); i++) {
            char c = helo.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-') return false;
            letters |= letter;
        }
        return letters;
    }
}
