package dev.facteur.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The help of `facteur` itself: its commands in the order in which one needs them.
final class Overview {
    private static final Map<String, List<String>> SECTIONS =
            Map.of(
                    "1", List.of("try", "serve", "sandbox"),
                    "2",
                            List.of(
                                    "site",
                                    "domain",
                                    "route",
                                    "credential",
                                    "user",
                                    "template",
                                    "webhook",
                                    "alert",
                                    "seed"),
                    "3",
                            List.of(
                                    "test",
                                    "mail",
                                    "suppression",
                                    "queue",
                                    "report",
                                    "doctor",
                                    "ports"),
                    "4", List.of("sendmail", "erase", "config", "bench", "version"));
    private static final String INDENT = "  ";
    private static final int NAME_WIDTH = 14;

    private final Messages messages;

    private Overview(Messages messages) {
        this.messages = messages;
    }

    static void install(CommandLine line, Messages messages) {
        var overview = new Overview(messages);
        line.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> overview.commands(help));
    }

    private String commands(Help help) {
        var text = new StringBuilder();
        for (var section : SECTIONS.keySet().stream().sorted().toList()) {
            var title = messages.text("overview." + section);
            text.append(help.colorScheme().ansi().string("@|bold " + title + "|@")).append('\n');
            for (var name : SECTIONS.getOrDefault(section, List.of())) {
                var purpose = messages.text("facteur." + name + ".usage.description");
                text.append(INDENT)
                        .append(name)
                        .append(" ".repeat(NAME_WIDTH - name.length()))
                        .append(purpose)
                        .append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
