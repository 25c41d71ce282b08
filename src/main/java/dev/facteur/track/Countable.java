package dev.facteur.track;

import java.util.Locale;
import java.util.Optional;

/// What its sender lets be counted of a mail, at most: nothing is counted that the site's rule does
/// not count.
public record Countable(boolean opens, boolean clicks) {
    /// Whatever the rule counts.
    public static final Countable ALL = new Countable(true, true);

    /// The word of the header field and its like; empty for another.
    public static Optional<Countable> of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "all" -> Optional.of(ALL);
            case "opens" -> Optional.of(new Countable(true, false));
            case "clicks" -> Optional.of(new Countable(false, true));
            case "none" -> Optional.of(new Countable(false, false));
            default -> Optional.empty();
        };
    }

    public String word() {
        if (opens) return clicks ? "all" : "opens";
        return clicks ? "clicks" : "none";
    }

    /// What is left of a rule; empty when that is nothing.
    Optional<TrackingRule> of(TrackingRule rule) {
        var left =
                new TrackingRule(
                        rule.siteId(),
                        rule.stream(),
                        rule.domain(),
                        rule.opens() && opens,
                        rule.clicks() && clicks);
        return left.opens() || left.clicks() ? Optional.of(left) : Optional.empty();
    }
}
