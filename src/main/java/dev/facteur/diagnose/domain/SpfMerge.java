package dev.facteur.diagnose.domain;

import dev.facteur.protocol.spf.SpfMechanism;
import dev.facteur.protocol.spf.SpfRecord;
import dev.facteur.protocol.spf.SpfTerm;
import dev.facteur.protocol.spf.SpfTree;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Makes one SPF record of those that a domain has and of what its routes need: a domain may have
/// one only (RFC 7208 §3.2), and what stands there serves its other mail.
final class SpfMerge {
    private SpfMerge() {}

    /// @param present the texts of the records that are there
    static String merged(String domain, List<String> present, List<String> needed) {
        var terms = new LinkedHashSet<String>();
        String all = null;
        String redirect = null;
        for (var text : present) {
            for (var term : SpfRecord.parse(domain, text).terms()) {
                if (isAll(term)) all = softer(all, term.text());
                else if (term instanceof SpfTerm.Redirect) redirect = term.text();
                else terms.add(term.text());
            }
        }
        terms.addAll(needed);
        var end = redirect != null && all == null ? redirect : all == null ? "~all" : all;
        var text = "v=spf1 " + String.join(" ", terms) + (terms.isEmpty() ? "" : " ") + end;
        return text;
    }

    /// Those of a record that let somebody send, without its end.
    static List<String> terms(String domain, String text) {
        return SpfRecord.parse(domain, text).terms().stream()
                .filter(term -> !isAll(term) && !(term instanceof SpfTerm.Redirect))
                .map(SpfTerm::text)
                .toList();
    }

    private static boolean isAll(SpfTerm term) {
        return term instanceof SpfTerm.Directive directive
                && directive.mechanism() instanceof SpfMechanism.All;
    }

    /// The one that refuses less, but never that everybody may: nobody means that.
    private static String softer(@Nullable String one, String other) {
        var text = other.toLowerCase(Locale.ROOT);
        if (!text.startsWith("-") && !text.startsWith("?")) text = "~all";
        if (one == null || one.startsWith("-")) return text;
        return one.startsWith("~") && text.startsWith("-") ? one : text;
    }

    /// Those of the terms that neither the record nor what it includes has.
    static List<String> lacking(SpfTree tree, List<String> needed) {
        return needed.stream().filter(term -> !has(tree, term)).toList();
    }

    private static boolean has(SpfTree tree, String needed) {
        for (var record : tree.records()) {
            for (var term : record.terms()) if (covers(term, needed)) return true;
        }
        return tree.branches().stream()
                .anyMatch(branch -> branch.below() != null && has(branch.below(), needed));
    }

    private static boolean covers(SpfTerm term, String needed) {
        var text = term.text().startsWith("+") ? term.text().substring(1) : term.text();
        if (text.equalsIgnoreCase(needed)) return true;
        var address = address(needed);
        return address != null
                && term instanceof SpfTerm.Directive directive
                && directive.mechanism() instanceof SpfMechanism.Ip(var block)
                && block.contains(address);
    }

    private static @Nullable InetAddress address(String term) {
        if (!term.startsWith("ip4:") && !term.startsWith("ip6:")) return null;
        try {
            return InetAddress.ofLiteral(term.substring(4));
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }
}
