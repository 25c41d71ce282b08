package dev.facteur.protocol.dkim;

import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// A DKIM-Signature field as it was read (RFC 6376 §3.5), its claims checked as far as they can be
/// without a key.
final class DkimSignature {
    /// All fields, and each that is oversigned once more.
    private static final int MAX_NAMES = 2 * HeaderBlock.MAX_FIELDS;

    final HeaderField field;
    final DkimAlgorithm algorithm;
    final String domain;
    final String selector;
    final List<String> names;
    final Canonicalization headerForm;
    final Canonicalization bodyForm;
    final long bodyLimit;
    final byte[] bodyHash;
    final byte[] value;

    /// True when `i=` names the domain itself and not one below it.
    final boolean identityInDomain;

    private DkimSignature(HeaderField field, TagList tags, Instant now) throws InvalidSignature {
        this.field = field;
        requireVersion(tags);
        algorithm = algorithm(tags.require("a"));
        domain = name(tags, "d").toLowerCase(Locale.ROOT);
        selector = name(tags, "s");
        names = names(tags.require("h"));
        var forms = tags.get("c", "simple/simple").split("/", 2);
        headerForm = form(forms[0]);
        bodyForm = forms.length == 2 ? form(forms[1]) : Canonicalization.SIMPLE;
        bodyLimit = number(tags.get("l", Long.toString(Long.MAX_VALUE)), "l");
        bodyHash = base64(tags.require("bh"), "bh");
        value = base64(tags.require("b"), "b");
        identityInDomain = identityInDomain(tags, domain);
        requireQuery(tags);
        requireTime(tags, now);
    }

    static DkimSignature parse(HeaderField field, Instant now) throws InvalidSignature {
        return new DkimSignature(field, TagList.parse(field.rawValue()), now);
    }

    String keyName() {
        return selector + "._domainkey." + domain;
    }

    private static void requireVersion(TagList tags) throws InvalidSignature {
        if (!tags.require("v").equals("1")) {
            throw new InvalidSignature("the signature is not of version 1");
        }
    }

    private static DkimAlgorithm algorithm(String word) throws InvalidSignature {
        for (var algorithm : DkimAlgorithm.values()) {
            if (algorithm.word().equalsIgnoreCase(word)) return algorithm;
        }
        throw new InvalidSignature("the algorithm is not accepted");
    }

    /// Both are asked of DNS, and shown.
    private static String name(TagList tags, String tag) throws InvalidSignature {
        var name = tags.require(tag);
        if (!SigningKey.isName(name)) throw new InvalidSignature(tag + "= is no name");
        return name;
    }

    private static List<String> names(String value) throws InvalidSignature {
        var names = Arrays.asList(TagList.withoutFolding(value).split(":"));
        if (names.size() > MAX_NAMES) throw new InvalidSignature("h= names too many fields");
        // §5.4: a signature that does not cover From says nothing.
        if (names.stream().noneMatch("From"::equalsIgnoreCase)) {
            throw new InvalidSignature("From is not signed");
        }
        return names;
    }

    private static Canonicalization form(String word) throws InvalidSignature {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "simple" -> Canonicalization.SIMPLE;
            case "relaxed" -> Canonicalization.RELAXED;
            default -> throw new InvalidSignature("the canonicalization is not known");
        };
    }

    private static long number(String text, String tag) throws InvalidSignature {
        // The grammar of §3.5 allows 76 digits for l= and 12 for times; no mail needs 20.
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.length() > 19) throw new InvalidSignature(tag + "= is no number");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidSignature(tag + "= is no number");
        }
    }

    private static byte[] base64(String value, String tag) throws InvalidSignature {
        try {
            var bytes = Base64.getDecoder().decode(TagList.withoutFolding(value));
            if (bytes.length > 0) return bytes;
        } catch (IllegalArgumentException e) {
            // Falls through to the same answer.
        }
        throw new InvalidSignature(tag + "= is no base64");
    }

    /// §6.1.1: `i=` is of the domain or of one below it.
    private static boolean identityInDomain(TagList tags, String domain) throws InvalidSignature {
        var identity = tags.get("i", "@" + domain).toLowerCase(Locale.ROOT);
        int at = identity.lastIndexOf('@');
        var own = identity.substring(at + 1);
        if (at < 0 || !(own.equals(domain) || own.endsWith("." + domain))) {
            throw new InvalidSignature("i= is not of the signing domain");
        }
        return own.equals(domain);
    }

    private static void requireQuery(TagList tags) throws InvalidSignature {
        var methods = TagList.withoutFolding(tags.get("q", "dns/txt")).split(":");
        if (!Arrays.asList(methods).contains("dns/txt")) {
            throw new InvalidSignature("the key is not to be found by DNS");
        }
    }

    private static void requireTime(TagList tags, Instant now) throws InvalidSignature {
        var expiry = tags.get("x");
        if (expiry.isEmpty()) return;
        long end = number(expiry.get(), "x");
        var start = tags.get("t");
        if (start.isPresent() && end <= number(start.get(), "t")) {
            throw new InvalidSignature("x= is not after t=");
        }
        if (end < now.getEpochSecond()) throw new InvalidSignature("the signature has expired");
    }
}
