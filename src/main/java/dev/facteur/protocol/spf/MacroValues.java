package dev.facteur.protocol.spf;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.protocol.dns.DnsName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What macros mean for one client (RFC 7208 §7.3). Looks its names up for `%{p}`.
final class MacroValues {
    /// Far more than a name or a sentence needs; a record may make megabytes of a few bytes.
    private static final int MOST_CHARACTERS = 4096;

    private static final String UNRESERVED = "-._~";

    private final SpfClient client;
    private final ClientNames names;
    private final SpfLookups dns;
    private final String receiver;

    MacroValues(SpfClient client, ClientNames names, SpfLookups dns, String receiver) {
        this.client = client;
        this.names = names;
        this.dns = dns;
        this.receiver = receiver;
    }

    /// The name to look up, in the notation of zone files; empty when nothing can be there.
    Optional<String> name(MacroString text, String domain) throws Halt {
        var expanded = expand(text, domain);
        // RFC 8616 §4: a local part beyond ASCII makes a term that matches nothing.
        if (expanded.isEmpty() || !isAscii(expanded.get())) return Optional.empty();
        var name = DomainText.shortened(DnsName.withoutFinalDot(expanded.get()));
        return name.isEmpty() ? Optional.empty() : Optional.of(DnsName.escaped(name));
    }

    /// A sentence for people; whatever is no printable ASCII becomes a question mark.
    Optional<String> sentence(MacroString text, String domain) throws Halt {
        return expand(text, domain).map(MacroValues::printable);
    }

    private static String printable(String text) {
        var printable = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7F) printable.setCharAt(i, '?');
        }
        return printable.toString();
    }

    private Optional<String> expand(MacroString text, String domain) throws Halt {
        var expanded = new StringBuilder();
        for (var part : text.parts()) {
            expanded.append(
                    switch (part) {
                        case MacroString.Part.Literal(var literal) -> literal;
                        case MacroString.Part.Escape(var meaning) -> meaning;
                        case MacroString.Part.Macro macro -> value(macro, domain);
                    });
            if (expanded.length() > MOST_CHARACTERS) return Optional.empty();
        }
        return Optional.of(expanded.toString());
    }

    private String value(MacroString.Part.Macro macro, String domain) throws Halt {
        var labels = split(value(macro.letter(), domain), macro.delimiters());
        if (macro.reversed()) labels = labels.reversed();
        if (macro.labels() > 0 && macro.labels() < labels.size()) {
            labels = labels.subList(labels.size() - macro.labels(), labels.size());
        }
        var value = String.join(".", labels);
        return macro.encoded() ? encoded(value) : value;
    }

    private String value(char letter, String domain) throws Halt {
        return switch (letter) {
            case 's' -> client.localPart() + "@" + client.senderDomain();
            case 'l' -> client.localPart();
            case 'o' -> client.senderDomain();
            case 'd' -> domain;
            case 'i' -> labels(client.address());
            case 'p' -> names.best(domain);
            case 'v' -> client.address() instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> client.helo();
            case 'c' -> readable(client.address());
            case 'r' -> receiver;
            case 't' -> Long.toString(dns.now().getEpochSecond());
            default -> throw new IllegalStateException("the parser let a letter through");
        };
    }

    private static List<String> split(String value, String delimiters) {
        var apart = delimiters.isEmpty() ? "." : delimiters;
        var labels = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i < value.length() && apart.indexOf(value.charAt(i)) < 0) continue;
            labels.add(value.substring(start, i));
            start = i + 1;
        }
        return labels;
    }

    /// §7.3: all but the unreserved characters of URIs.
    private static String encoded(String value) {
        var encoded = new StringBuilder();
        for (byte one : value.getBytes(UTF_8)) {
            char c = (char) (one & 0xFF);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (digit || letter || UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
            }
        }
        return encoded.toString();
    }

    /// IPv4 as usual, IPv6 as 32 hexadecimal digits with full stops between.
    private static String labels(InetAddress address) {
        if (address instanceof Inet4Address) return address.getHostAddress();
        var digits = HexFormat.of().withUpperCase().formatHex(address.getAddress());
        return String.join(".", digits.split(""));
    }

    /// IPv6 with its longest run of zeros left out (RFC 5952 §4).
    private static String readable(InetAddress address) {
        if (address instanceof Inet4Address) return address.getHostAddress();
        var bytes = address.getAddress();
        var groups = new int[8];
        Arrays.setAll(groups, i -> (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF));
        int gap = 0;
        int longest = 0;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) end++;
            if (end - i > longest) {
                gap = i;
                longest = end - i;
            }
        }
        return longest < 2
                ? hexadecimal(groups, 0, 8)
                : hexadecimal(groups, 0, gap) + "::" + hexadecimal(groups, gap + longest, 8);
    }

    private static String hexadecimal(int[] groups, int from, int to) {
        var words = new ArrayList<String>();
        for (int i = from; i < to; i++) words.add(Integer.toHexString(groups[i]));
        return String.join(":", words).toLowerCase(Locale.ROOT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
