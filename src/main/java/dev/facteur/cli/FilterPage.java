package dev.facteur.cli;

import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/// What a spam filter thinks of a mail, for people: the verdict, then what costs most.
record FilterPage(Desk desk) {
    private static final int MOST_RULES = 12;
    private static final String INDENT = " ".repeat(7);

    void print(JsonNode report) {
        boolean rspamd = Reading.text(report, "filter").equals("rspamd");
        desk.say(
                desk.text(
                        rspamd ? "filter.score-rspamd" : "filter.score-spamassassin",
                        points(report, "score"),
                        points(report, "threshold")));
        desk.say(desk.text("filter." + Reading.text(report, "action")));
        var costly = new ArrayList<JsonNode>();
        double gain = 0;
        for (var rule : report.path("rules")) {
            double points = rule.path("points").asDouble(0);
            if (points > 0) costly.add(rule);
            else gain += points;
        }
        desk.say("");
        costly.stream().limit(MOST_RULES).forEach(this::printRule);
        if (costly.size() > MOST_RULES) {
            desk.say(desk.text("filter.more", costly.size() - MOST_RULES));
        }
        if (costly.isEmpty()) desk.say(desk.text("filter.nothing"));
        if (gain < 0) desk.say(desk.text("filter.gain", shown(gain)));
    }

    /// The filter's own words where we have none.
    private void printRule(JsonNode rule) {
        var seen = Reading.text(rule, "seen");
        var own = Reading.text(rule, "description");
        var name = Reading.text(rule, "name");
        var line = seen.isEmpty() ? (own.isEmpty() ? name : own) : seen;
        var points = "%5s".formatted(points(rule, "points"));
        desk.say(points + "  " + Table.printable(line) + "  [" + Table.printable(name) + "]");
        var advice = Reading.text(rule, "advice");
        if (!advice.isEmpty()) desk.say(INDENT + Table.printable(advice));
    }

    private String points(JsonNode node, String member) {
        return shown(node.path(member).asDouble(0));
    }

    private String shown(double points) {
        return String.format(desk.messages().locale(), "%.1f", points);
    }
}
