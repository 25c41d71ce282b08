package dev.facteur.cli;

import dev.facteur.platform.config.Config;
import dev.facteur.platform.config.ConfigException;
import dev.facteur.platform.config.ConfigText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `facteur config check|show`: needs no running gateway.
@Command
final class ConfigCommands {
    private final Desk desk;

    ConfigCommands(Desk desk) {
        this.desk = desk;
    }

    @Command(name = "check")
    int check(@Option(names = "--config", paramLabel = "FILE") @Nullable Path named)
            throws Failure {
        var file = DataFolderChoice.configFile(desk, named);
        var answer = Desk.object().put("file", file == null ? null : file.toString());
        try {
            Config.check(file, desk.terminal().environment());
        } catch (ConfigException mistakes) {
            if (!desk.options().json) throw new ConfigMistakes(desk).failure(mistakes);
            tell(mistakes, answer);
            return ExitCode.CONFIG;
        }
        answer.putArray("problems");
        return desk.show(
                answer,
                _ ->
                        desk.say(
                                file == null
                                        ? desk.text("config.no-file")
                                        : desk.text("config.right", file)));
    }

    @Command(name = "show")
    int show(
            @Option(names = "--config", paramLabel = "FILE") @Nullable Path named,
            @Option(names = "--defaults") boolean defaults)
            throws Failure {
        var file = defaults ? null : DataFolderChoice.configFile(desk, named);
        try {
            var environment = desk.terminal().environment();
            var text = defaults ? ConfigText.defaults() : ConfigText.inForce(file, environment);
            desk.terminal().out().print(desk.options().json ? ConfigText.asJson(text) : text);
        } catch (ConfigException mistakes) {
            throw new ConfigMistakes(desk).failure(mistakes);
        }
        return ExitCode.OK;
    }

    private void tell(ConfigException mistakes, ObjectNode answer) {
        var problems = answer.putArray("problems");
        for (var problem : mistakes.problems()) {
            problems.addObject()
                    .put("where", problem.place().toString())
                    .put("line", problem.line())
                    .put("key", problem.key())
                    .put("message", problem.message());
        }
        desk.say(answer.toString());
    }
}
