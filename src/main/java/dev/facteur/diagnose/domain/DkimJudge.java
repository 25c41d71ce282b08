package dev.facteur.diagnose.domain;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.KeyState;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.protocol.dkim.PublishedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether a key's record stands where verifiers look for it, byte by byte.
final class DkimJudge {
    /// RFC 8301 §3.2.
    private static final int GOOD_RSA_BITS = 2048;

    private final DkimKey key;
    private final String domain;
    private final String name;
    private final String expected;
    private final Survey survey;
    private final Sight sight;

    DkimJudge(DkimKey key, Survey survey) {
        this.key = key;
        this.domain = key.domain();
        this.name = key.recordName();
        this.expected = key.recordValue();
        this.survey = survey;
        this.sight = survey.truth(name);
    }

    /// Empty when DNS gives no answer: that is told of the domain.
    Optional<Finding> finding() {
        if (sight.answer() == null) return Optional.empty();
        var hosting = key.hosting();
        return hosting == null ? published() : hosted(hosting);
    }

    /// The owner of the domain answers for the alias, and we for what stands where it leads.
    private Optional<Finding> hosted(DkimKey.Hosting hosting) {
        var alias = new Domain.Alias(name, hosting.target());
        boolean ours = holds(key, sight.texts());
        // A copy of the key holds until the next one is made.
        var bad = ours ? Severity.WARNING : severity();
        var fault = new AliasJudge(alias, survey, bad).fault();
        if (fault.isPresent()) return fault;
        if (ours) return Optional.of(good());
        // That it could not be published is told of the zone, and that the alias is not seen
        // everywhere yet of the alias.
        boolean seen = survey.seen(name).alias().equals(hosting.target());
        if (hosting.publishedAt() == null || !seen) return Optional.empty();
        return Optional.of(
                Finding.of("hosted-key-gone", severity(), Who.YOU, name, hosting.target())
                        .publishing(ExpectedRecords.hosted(key, hosting))
                        .seeing(evidence(sight.texts())));
    }

    /// Whether these text records are this key and nothing else, in whatever words.
    static boolean holds(DkimKey key, List<String> texts) {
        if (texts.size() != 1) return false;
        return PublishedKey.read(texts.getFirst()).filter(found -> isOf(found, key)).isPresent();
    }

    private static boolean isOf(PublishedKey found, DkimKey key) {
        return found.key().equals(key.publicKey())
                && found.algorithm().equals(key.algorithm().word());
    }

    private Optional<Finding> published() {
        var texts = sight.texts();
        if (texts.contains(expected) && texts.size() == 1) return Optional.of(good());
        var found = fault(texts);
        return Optional.of(found.publishing(ExpectedRecords.dkim(key)).seeing(evidence(texts)));
    }

    private Finding good() {
        return Finding.good("dkim-good", name).seeing(survey.evidence(name));
    }

    private Severity severity() {
        return switch (key.state()) {
            case KeyState.Signing _ -> Severity.PROBLEM;
            // Only for mail on its way.
            case KeyState.Retiring _ -> Severity.WARNING;
            // What does not sign does no harm.
            case KeyState.Next _, KeyState.Retired _ -> Severity.NOTICE;
        };
    }

    private Finding fault(List<String> texts) {
        var bad = severity();
        if (!sight.alias().isEmpty()) {
            return Finding.of("dkim-alias", bad, Who.DNS, name, domain, sight.alias());
        }
        if (texts.isEmpty()) return missing();
        if (texts.size() > 1) {
            return isInPieces(texts)
                    ? Finding.of("dkim-split", bad, Who.DNS, name, domain, texts.size())
                    : Finding.of("dkim-several", bad, Who.DNS, name, domain, texts.size());
        }
        return ofOne(texts.getFirst());
    }

    private Finding missing() {
        var doubled = Names.doubled(name, survey);
        if (!survey.truth(doubled).texts().isEmpty()) {
            return Finding.of("record-doubled", severity(), Who.DNS, name, domain, doubled);
        }
        return Finding.of(
                "dkim-missing", severity(), Who.DNS, name, domain, survey.hosts(), survey.whose());
    }

    /// A long value that somebody cut and published as records of their own; DNS keeps no order of
    /// records, but of the strings of one.
    private boolean isInPieces(List<String> texts) {
        return texts.stream().allMatch(text -> expected.contains(text.strip()))
                && texts.stream().mapToInt(text -> text.strip().length()).sum()
                        >= expected.length() - texts.size();
    }

    private Finding ofOne(String text) {
        var bad = severity();
        if (text.contains("\"") && text.replaceAll("[\" ]", "").equals(expected.replace(" ", ""))) {
            return Finding.of("dkim-quoted", bad, Who.DNS, name, domain);
        }
        var published = PublishedKey.read(text).orElse(null);
        if (published != null && published.key().isEmpty()) {
            return Finding.of("dkim-revoked", bad, Who.DNS, name, domain);
        }
        if (text.length() < expected.length() && expected.startsWith(text)) {
            return Finding.of(
                    "dkim-cut", bad, Who.DNS, name, domain, text.length(), expected.length());
        }
        if (published == null) return Finding.of("dkim-malformed", bad, Who.DNS, name, domain);
        boolean ours = isOf(published, key);
        if (ours && published.testing()) {
            return Finding.of("dkim-testing", Severity.WARNING, Who.DNS, name, domain);
        }
        // Written in another way, with the same meaning.
        if (ours) return good();
        if (published.rsaBits() > 0 && published.rsaBits() < GOOD_RSA_BITS) {
            return Finding.of("dkim-weak", bad, Who.DNS, name, domain, published.rsaBits());
        }
        return Finding.of("dkim-wrong", bad, Who.DNS, name, domain, firstDifference(text) + 1);
    }

    private int firstDifference(String text) {
        int at = 0;
        int end = Math.min(text.length(), expected.length());
        while (at < end && text.charAt(at) == expected.charAt(at)) at++;
        return at;
    }

    private List<String> evidence(List<String> texts) {
        var lines = new ArrayList<>(survey.evidence(name));
        lines.add("expected: " + expected);
        for (var text : texts) {
            lines.add(
                    "found "
                            + text.length()
                            + " octets, of "
                            + expected.length()
                            + "; the first that differs is number "
                            + (firstDifference(text) + 1));
        }
        return lines;
    }
}
