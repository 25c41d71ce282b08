package dev.facteur.protocol.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The DNS record a public key is published in (RFC 6376 §3.6.1), in the forms people need it.
///
/// @param name `selector._domainkey.domain`
/// @param value the text, in one piece, as most DNS forms on the web take it
public record DkimRecord(String name, String value) {
    /// RFC 1035 §3.3.14: one string of a TXT record.
    private static final int MAX_STRING = 255;

    public static DkimRecord of(
            String domain, String selector, DkimAlgorithm algorithm, String publicKey) {
        return new DkimRecord(
                selector + "._domainkey." + domain,
                "v=DKIM1; k=" + algorithm.keyWord() + "; p=" + publicKey);
    }

    /// The value in strings of at most 255 characters; readers join them without a space.
    public List<String> strings() {
        var strings = new ArrayList<String>();
        for (int i = 0; i < value.length(); i += MAX_STRING) {
            strings.add(value.substring(i, Math.min(value.length(), i + MAX_STRING)));
        }
        return strings;
    }

    /// The line of a zone file (RFC 1035 §5).
    public String zoneLine() {
        var quoted = strings().stream().map(s -> '"' + s + '"').collect(Collectors.joining(" "));
        return name + ". IN TXT ( " + quoted + " )";
    }
}
