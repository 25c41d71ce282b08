package dev.facteur.account;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/// Domain names in the one form in which they are kept and compared: A-labels, lower case, without
/// a final dot.
public final class DomainName {
    /// RFC 1035 §2.3.4.
    private static final int MAX_LENGTH = 253;

    private DomainName() {}

    /// The kept form of a domain as somebody wrote it; empty when it is none (an address literal, a
    /// name with an underscore, an overlong label).
    public static Optional<String> canonical(String written) {
        var text = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        if (text.isEmpty() || text.length() > MAX_LENGTH) return Optional.empty();
        try {
            var ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES | IDN.ALLOW_UNASSIGNED);
            if (ascii.isEmpty() || ascii.length() > MAX_LENGTH) return Optional.empty();
            return Optional.of(ascii.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }
}
