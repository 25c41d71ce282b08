package dev.facteur.deliver.direct;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Names that a hosting company gives to addresses nobody has asked a name for:
/// `static.5.113.0.203.clients.host.example`. Receivers take them for home lines.
final class GenericNames {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9a-f]");
    private static final int FOUR_BYTES = 4;

    private GenericNames() {}

    /// Whether a name is made of the address that it stands for.
    static boolean made(String name, InetAddress address) {
        var bytes = address.getAddress();
        var hexadecimal = HexFormat.of().formatHex(bytes);
        var first = name.toLowerCase(Locale.ROOT);
        if (bytes.length == FOUR_BYTES) {
            return first.contains(hexadecimal) || hasOctets(first, bytes) || isNumber(first, bytes);
        }
        // The last half is the machine's own; the first is that of all its neighbours.
        var digits = NO_DIGIT.matcher(first).replaceAll("");
        var own = hexadecimal.substring(hexadecimal.length() / 2);
        var reversed = new StringBuilder(own).reverse().toString();
        return digits.contains(own)
                || digits.contains(reversed)
                || first.contains(address.getHostAddress().replace(':', '-'));
    }

    private static boolean hasOctets(String name, byte[] bytes) {
        var numbers = new ArrayList<Integer>();
        var matcher = NUMBER.matcher(name);
        while (matcher.find()) numbers.add(Integer.parseInt(matcher.group()));
        var octets = new ArrayList<Integer>();
        for (byte one : bytes) octets.add(one & 0xff);
        List<Integer> backwards = octets.reversed();
        return Collections.indexOfSubList(numbers, octets) >= 0
                || Collections.indexOfSubList(numbers, backwards) >= 0;
    }

    private static boolean isNumber(String name, byte[] bytes) {
        return name.contains(new BigInteger(1, bytes).toString());
    }
}
