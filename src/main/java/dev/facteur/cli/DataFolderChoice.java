package dev.facteur.cli;

import dev.facteur.platform.config.Config;
import dev.facteur.platform.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which configuration and which data folder a command means when it does not say.
final class DataFolderChoice {
    private static final Path SYSTEM_FILE = Path.of("/etc/facteur/facteur.toml");

    private DataFolderChoice() {}

    /// The file named by `--config`, else `facteur.toml` of the working folder, else the system's,
    /// else null: only defaults.
    static @Nullable Path configFile(Desk desk, @Nullable Path named) throws Failure {
        if (named != null) {
            var file = desk.terminal().folder().resolve(named);
            if (Files.exists(file)) return readable(desk, file);
            throw desk.failure(ExitCode.CONFIG, "error.no-such-file", file);
        }
        var here = desk.terminal().folder().resolve("facteur.toml");
        if (Files.exists(here)) return readable(desk, here);
        return Files.exists(SYSTEM_FILE) ? readable(desk, SYSTEM_FILE) : null;
    }

    private static Path readable(Desk desk, Path file) throws Failure {
        if (Files.isReadable(file)) return file;
        var why = desk.text("file.forbidden");
        throw desk.failure(ExitCode.CONFIG, "error.unreadable", file, why);
    }

    static Path folder(Desk desk) throws Failure {
        var named = desk.options().data;
        if (named != null) return desk.terminal().folder().resolve(named).normalize();
        var file = configFile(desk, null);
        // Reading TOML takes longer than all the rest of a short command: only where there is any.
        if (file != null) return load(desk, file).server().data();
        var variable = desk.terminal().environment().getOrDefault("FACTEUR_SERVER_DATA", "data");
        return desk.terminal().folder().resolve(variable).normalize();
    }

    /// The configuration in force.
    static Config load(Desk desk, @Nullable Path file) throws Failure {
        try {
            return Config.load(file, desk.terminal().environment());
        } catch (ConfigException mistakes) {
            throw new ConfigMistakes(desk).failure(mistakes);
        }
    }
}
