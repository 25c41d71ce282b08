package dev.facteur.protocol.spf;

import dev.facteur.protocol.spf.SpfFault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the terms of one record (RFC 7208 §4.6.1, §12).
final class SpfParser {
    private static final Pattern MODIFIER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    /// §4.6.1: what follows `a` and `mx`, read from its end: a domain may have slashes in it.
    private static final Pattern WITH_PREFIXES =
            Pattern.compile("(.*?)(?:/([0-9]+))?(?://([0-9]+))?", Pattern.DOTALL);

    private final String domain;
    private final String text;
    private final int start;
    private final List<SpfTerm> terms = new ArrayList<>();
    private final List<SpfFault> faults = new ArrayList<>();
    private boolean redirects;
    private boolean explains;

    SpfParser(String domain, String text, int start) {
        this.domain = domain;
        this.text = text;
        this.start = start;
    }

    SpfRecord parse() {
        int at = start;
        while (at < text.length()) {
            int end = text.indexOf(' ', at);
            if (end < 0) end = text.length();
            if (end > at) add(text.substring(at, end), at);
            at = end + 1;
        }
        return new SpfRecord(domain, text, terms, faults);
    }

    private void add(String word, int place) {
        try {
            terms.add(term(word, place));
        } catch (MalformedSpf e) {
            faults.add(new SpfFault(e.kind(), domain, word, place));
        }
    }

    private SpfTerm term(String word, int place) throws MalformedSpf {
        int sign = 0;
        while (sign < word.length() && "=:/".indexOf(word.charAt(sign)) < 0) sign++;
        // §4.6.1: a modifier has its "=" before any ":" or "/".
        if (sign < word.length() && word.charAt(sign) == '=') {
            return modifier(word, place, word.substring(0, sign), word.substring(sign + 1));
        }
        var qualified = "+-~?".indexOf(word.charAt(0)) >= 0;
        var name = word.substring(qualified ? 1 : 0, sign).toLowerCase(Locale.ROOT);
        return new SpfTerm.Directive(
                word, place, result(word.charAt(0)), mechanism(name, word.substring(sign)));
    }

    /// §4.6.2: without a sign it is a `+`.
    private static SpfResult result(char sign) {
        return switch (sign) {
            case '-' -> SpfResult.FAIL;
            case '~' -> SpfResult.SOFTFAIL;
            case '?' -> SpfResult.NEUTRAL;
            default -> SpfResult.PASS;
        };
    }

    private SpfTerm modifier(String word, int place, String name, String value)
            throws MalformedSpf {
        if (!MODIFIER_NAME.matcher(name).matches()) throw new MalformedSpf(Kind.BAD_MODIFIER);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "redirect" -> {
                if (redirects) throw new MalformedSpf(Kind.TWICE);
                redirects = true;
                yield new SpfTerm.Redirect(word, place, MacroString.readDomain(value));
            }
            case "exp" -> {
                if (explains) throw new MalformedSpf(Kind.TWICE);
                explains = true;
                yield new SpfTerm.Explanation(word, place, MacroString.readDomain(value));
            }
            default -> {
                MacroString.read(value);
                yield new SpfTerm.Unknown(word, place, name);
            }
        };
    }

    /// @param rest what follows the name, its `:` or `/` included
    private static SpfMechanism mechanism(String name, String rest) throws MalformedSpf {
        return switch (name) {
            case "all" -> {
                if (!rest.isEmpty()) throw new MalformedSpf(Kind.ARGUMENT_UNEXPECTED);
                yield new SpfMechanism.All();
            }
            case "include" -> new SpfMechanism.Include(MacroString.readDomain(argument(rest)));
            case "exists" -> new SpfMechanism.Exists(MacroString.readDomain(argument(rest)));
            case "ptr" -> new SpfMechanism.Ptr(optionalDomain(rest));
            case "a", "mx" -> withPrefixes(name, rest);
            case "ip4" -> new SpfMechanism.Ip(block(argument(rest), AddressBlock.IPV4));
            case "ip6" -> new SpfMechanism.Ip(block(argument(rest), AddressBlock.IPV6));
            default -> throw new MalformedSpf(Kind.UNKNOWN_MECHANISM);
        };
    }

    private static SpfMechanism withPrefixes(String name, String rest) throws MalformedSpf {
        var parts = WITH_PREFIXES.matcher(rest);
        if (!parts.matches()) throw new MalformedSpf(Kind.BAD_DOMAIN);
        var target = optionalDomain(parts.group(1));
        int prefix4 = prefix(parts, 2, AddressBlock.IPV4);
        int prefix6 = prefix(parts, 3, AddressBlock.IPV6);
        return name.equals("a")
                ? new SpfMechanism.A(target, prefix4, prefix6)
                : new SpfMechanism.Mx(target, prefix4, prefix6);
    }

    private static int prefix(Matcher parts, int group, int width) throws MalformedSpf {
        var digits = parts.group(group);
        return digits == null ? width : prefix(digits, width);
    }

    /// A length with a leading zero is as wrong as an octet with one (§5.6).
    private static int prefix(String digits, int width) throws MalformedSpf {
        boolean number = !digits.isEmpty() && digits.length() <= 3;
        for (int i = 0; i < digits.length(); i++) {
            number &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!number || (digits.length() > 1 && digits.startsWith("0"))) {
            throw new MalformedSpf(Kind.BAD_PREFIX);
        }
        int prefix = Integer.parseInt(digits);
        if (prefix > width) throw new MalformedSpf(Kind.BAD_PREFIX);
        return prefix;
    }

    private static AddressBlock block(String argument, int width) throws MalformedSpf {
        int slash = argument.indexOf('/');
        var address = slash < 0 ? argument : argument.substring(0, slash);
        int prefix = slash < 0 ? width : prefix(argument.substring(slash + 1), width);
        return AddressBlock.read(address, width, prefix)
                .orElseThrow(() -> new MalformedSpf(Kind.BAD_ADDRESS));
    }

    private static @Nullable MacroString optionalDomain(String rest) throws MalformedSpf {
        return rest.isEmpty() ? null : MacroString.readDomain(argument(rest));
    }

    private static String argument(String rest) throws MalformedSpf {
        if (rest.length() < 2) throw new MalformedSpf(Kind.ARGUMENT_MISSING);
        if (rest.charAt(0) != ':') throw new MalformedSpf(Kind.ARGUMENT_UNEXPECTED);
        return rest.substring(1);
    }
}
