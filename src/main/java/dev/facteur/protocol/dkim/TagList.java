package dev.facteur.protocol.dkim;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// `name=value; name=value` (RFC 6376 §3.2), of signatures and key records.
final class TagList {
    private final Map<String, String> tags = new HashMap<>();

    private TagList() {}

    /// @throws InvalidSignature for a tag without `=`, a name that is none, a tag that stands twice
    static TagList parse(String text) throws InvalidSignature {
        var list = new TagList();
        var pieces = text.split(";", -1);
        for (int i = 0; i < pieces.length; i++) {
            var piece = pieces[i];
            // Only the last piece may be empty: the list may end in a semicolon.
            if (i == pieces.length - 1 && trimmed(piece).isEmpty()) break;
            int equals = piece.indexOf('=');
            if (equals < 0) throw new InvalidSignature("a tag without \"=\"");
            var name = trimmed(piece.substring(0, equals));
            if (!isName(name)) throw new InvalidSignature("a tag with a name that is none");
            if (list.tags.putIfAbsent(name, trimmed(piece.substring(equals + 1))) != null) {
                throw new InvalidSignature("the tag " + name + "= stands twice");
            }
        }
        return list;
    }

    private static boolean isName(String name) {
        if (name.isEmpty()) return false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean later = (c >= '0' && c <= '9') || c == '_';
            if (!letter && !(i > 0 && later)) return false;
        }
        return true;
    }

    /// Without the folding whitespace around it.
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isFolding(text.charAt(start))) start++;
        while (end > start && isFolding(text.charAt(end - 1))) end--;
        return text.substring(start, end);
    }

    static boolean isFolding(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(tags.get(name));
    }

    String get(String name, String preset) {
        return tags.getOrDefault(name, preset);
    }

    String require(String name) throws InvalidSignature {
        var value = tags.get(name);
        if (value == null) throw new InvalidSignature("the tag " + name + "= is missing");
        return value;
    }

    /// A value in which whitespace means nothing: base64 and lists.
    static String withoutFolding(String value) {
        var plain = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (!isFolding(value.charAt(i))) plain.append(value.charAt(i));
        }
        return plain.toString();
    }
}
