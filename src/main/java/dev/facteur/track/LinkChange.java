package dev.facteur.track;

import dev.facteur.protocol.html.HtmlChange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets the links of one mail lead here first, and adds an image. For one thread.
final class LinkChange implements HtmlChange {
    private static final int MAX_LINKS = 1_000;

    private final TrackingRule rule;
    private final Links links;
    private final Tracked tracked;
    private final Untouched untouched;
    private int count;

    LinkChange(TrackingRule rule, Links links, Tracked tracked, Untouched untouched) {
        this.rule = rule;
        this.links = links;
        this.tracked = tracked;
        this.untouched = untouched;
    }

    @Override
    public @Nullable String link(String target, Map<String, String> attributes) {
        if (!rule.clicks() || count == MAX_LINKS) return null;
        if (untouched.covers(target, attributes, rule.domain())) return null;
        return links.click(rule.domain(), tracked, count++, target);
    }

    @Override
    public String addition() {
        if (!rule.opens()) return "";
        return "<img src=\""
                + links.open(rule.domain(), tracked)
                + "\" width=\"1\" height=\"1\" alt=\"\">";
    }
}
