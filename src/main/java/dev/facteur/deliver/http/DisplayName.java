package dev.facteur.deliver.http;

/// The name beside an address, which each provider wants spelled in its own way.
public final class DisplayName {
    /// RFC 5322 §3.2.3, without the dot, which all of them take.
    private static final String SPECIALS = "()<>[]:;@\\,\"";

    private DisplayName() {}

    /// Whether a header would need quotes around it.
    public static boolean hasSpecials(String name) {
        return name.chars().anyMatch(c -> SPECIALS.indexOf(c) >= 0);
    }

    public static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /// In quotes where a header would need them.
    public static String quoted(String name) {
        if (!hasSpecials(name)) return name;
        return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
