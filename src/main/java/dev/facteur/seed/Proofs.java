package dev.facteur.seed;

import dev.facteur.platform.imap.ImapMail;
import dev.facteur.protocol.authres.AuthenticationResults;
import dev.facteur.protocol.authres.AuthenticationResults.Result;
import dev.facteur.protocol.authres.TrustedResults;
import dev.facteur.protocol.dmarc.DmarcAnswer.Alignment;
import dev.facteur.protocol.dmarc.DmarcAnswer.Match;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dmarc.Identifier;
import dev.facteur.protocol.dmarc.Identifier.Method;
import dev.facteur.protocol.dmarc.Identifier.Proof;
import dev.facteur.protocol.mime.FromHeader;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import dev.facteur.protocol.mime.MalformedHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the receiver says of where a mail comes from, and which of it counts for the sender that
/// people see.
///
/// @param told whether it says anything; the rest but `from` and `returnPath` is empty otherwise
/// @param from the domain of the From field
/// @param returnPath the domain that bounces go to
/// @param checks in the receiver's order
public record Proofs(boolean told, String from, String returnPath, List<Check> checks) {
    public static final Proofs NONE = new Proofs(false, "", "", List.of());

    private static final int MOST_WORDS = 300;

    public Proofs {
        checks = List.copyOf(checks);
    }

    /// @param method `spf`, `dkim` or `dmarc`
    /// @param value `pass`, `fail` …
    /// @param domain that was checked; `""` when the receiver does not say
    /// @param aligned `yes` where it belongs to the From field's domain, `no`, or `unknown` where
    ///   DNS does not say
    /// @param words what else the receiver says
    public record Check(String method, String value, String domain, String aligned, String words) {
        public boolean passed() {
            return value.equals("pass");
        }
    }

    public List<Check> of(String method) {
        return checks.stream().filter(check -> check.method.equals(method)).toList();
    }

    /// Reads them from a mail that a receiver has kept. Asks DNS whose domains belong together.
    static Proofs of(ImapMail mail, Seed seed, DmarcChecker dmarc) {
        try {
            var header = HeaderBlock.parse(mail.bytes(), mail.bytes().length);
            var from = FromHeader.addresses(header).getFirst().domain().toLowerCase(Locale.ROOT);
            var results = TrustedResults.in(header, seed.receiver());
            var returnPath = returnPath(header);
            if (results.isEmpty()) return new Proofs(false, from, returnPath, List.of());
            return new Proofs(true, from, returnPath, checks(results.get(), from, dmarc));
        } catch (MalformedHeader _) {
            // What a receiver has written over our header is not ours to mend.
            return NONE;
        }
    }

    private static String returnPath(HeaderBlock header) {
        var value = header.first("Return-Path").map(HeaderField::value).orElse("");
        var address = value.replaceAll("[<>\\s]", "");
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    private static List<Check> checks(
            AuthenticationResults results, String from, DmarcChecker dmarc) {
        var checks = new ArrayList<Check>();
        for (var result : results.of("spf")) {
            checks.add(check(result, aligned(result, Method.SPF, from, dmarc)));
        }
        for (var result : results.of("dkim")) {
            checks.add(check(result, aligned(result, Method.DKIM, from, dmarc)));
        }
        for (var result : results.of("dmarc")) checks.add(check(result, "yes"));
        return checks;
    }

    private static Check check(Result result, String aligned) {
        var words = result.reason().isEmpty() ? result.comment() : result.reason();
        return new Check(
                result.method(),
                shown(result.value()),
                shown(result.domain().orElse("")),
                aligned,
                shown(words));
    }

    /// On one line, without control characters, and not without end.
    private static String shown(String text) {
        var cut = text.length() > MOST_WORDS ? text.substring(0, MOST_WORDS) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }

    private static String aligned(Result result, Method method, String from, DmarcChecker dmarc) {
        var domain = result.domain().orElse("");
        if (domain.isEmpty()) return "unknown";
        if (domain.equals(from)) return "yes";
        var proof = result.passed() ? Proof.PASSED : Proof.NOT_PASSED;
        var answer = dmarc.check(from, List.of(new Identifier(method, domain, proof)));
        var alignment = answer.alignments().stream().findFirst().map(Alignment::match);
        return alignment.map(Proofs::word).orElseGet(() -> sameOwner(domain, from, dmarc));
    }

    private static String word(Match match) {
        return switch (match) {
            case ALIGNED -> "yes";
            case DIFFERENT -> "no";
            case UNKNOWN -> "unknown";
        };
    }

    /// Where no DMARC record says how strict to be, the same owner is enough (RFC 9989 §4.4).
    private static String sameOwner(String domain, String from, DmarcChecker dmarc) {
        Optional<String> one = dmarc.walk(domain).organizationalDomain();
        Optional<String> other = dmarc.walk(from).organizationalDomain();
        if (one.isEmpty() || other.isEmpty()) return "unknown";
        return one.equals(other) ? "yes" : "no";
    }
}
