package dev.facteur.protocol.spf;

import java.util.List;
import java.util.Optional;

/// A record, read.
///
/// @param terms in their order, without those that could not be read
/// @param faults of those; with a single one the whole record says nothing (RFC 7208 §4.6)
public record SpfRecord(String domain, String text, List<SpfTerm> terms, List<SpfFault> faults) {
    private static final String VERSION = "v=spf1";

    public SpfRecord {
        terms = List.copyOf(terms);
        faults = List.copyOf(faults);
    }

    /// Whether a TXT record claims to be one of SPF (§4.5).
    public static boolean claims(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// Those of the TXT records of a name that claim to be one.
    static List<String> among(List<String> texts) {
        return texts.stream().filter(SpfRecord::claims).toList();
    }

    /// Reads a text that [#claims] to be a record. Says everything that is wrong with it, not only
    /// the first thing.
    ///
    /// @param text a byte a character
    public static SpfRecord parse(String domain, String text) {
        return new SpfParser(domain, text, VERSION.length()).parse();
    }

    public Optional<SpfTerm.Redirect> redirect() {
        return first(SpfTerm.Redirect.class);
    }

    public Optional<SpfTerm.Explanation> explanation() {
        return first(SpfTerm.Explanation.class);
    }

    private <T extends SpfTerm> Optional<T> first(Class<T> kind) {
        return terms.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// The mechanisms, up to the first `all`: what follows is never looked at (§5.1).
    public List<SpfTerm.Directive> directives() {
        var directives =
                terms.stream()
                        .filter(SpfTerm.Directive.class::isInstance)
                        .map(SpfTerm.Directive.class::cast)
                        .toList();
        for (int i = 0; i < directives.size(); i++) {
            if (directives.get(i).mechanism() instanceof SpfMechanism.All) {
                return directives.subList(0, i + 1);
            }
        }
        return directives;
    }
}
