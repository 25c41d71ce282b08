package dev.facteur.cli;

import tools.jackson.databind.JsonNode;

/// A finding of the doctor for people: what was seen, why it matters, who acts, what to do.
final class FindingPage {
    private static final String INDENT = "    ";

    private final Desk desk;
    private final boolean evidence;

    /// @param evidence whether what was seen is shown raw as well
    FindingPage(Desk desk, boolean evidence) {
        this.desk = desk;
        this.evidence = evidence;
    }

    void print(JsonNode finding) {
        var severity = Reading.text(finding, "severity");
        var word = desk.messages().word("severity", severity);
        var title = desk.terminal().coloured() ? tint(severity).over(word) : word;
        desk.say(title + "  " + Table.printable(Reading.text(finding, "seen")));
        var why = Reading.text(finding, "why");
        if (!why.isEmpty()) say(why);
        if (!Reading.text(finding, "who").equals("nobody")) {
            var who = desk.messages().word("who", Reading.text(finding, "who"));
            say(desk.text("doctor.who", who));
        }
        int number = 0;
        for (var step : finding.path("steps")) say(++number + ". " + step.asString());
        for (var record : finding.path("records")) printRecord(record);
        if (evidence) {
            for (var line : finding.path("evidence")) say("| " + line.asString());
        }
        desk.say("");
    }

    /// The value whole and alone on its line, so that it can be copied with one click.
    private void printRecord(JsonNode record) {
        desk.say("");
        say(desk.text("domain.record-name") + "  " + Reading.text(record, "name"));
        say(desk.text("domain.record-type") + "  " + Reading.text(record, "type"));
        say(desk.text("domain.record-value") + "  " + Reading.text(record, "value"));
    }

    private void say(String text) {
        desk.say(INDENT + Table.printable(text));
    }

    private static Tint tint(String severity) {
        return switch (severity) {
            case "problem" -> Tint.BAD;
            case "warning" -> Tint.ATTENTION;
            case "good" -> Tint.GOOD;
            default -> Tint.PLAIN;
        };
    }
}
