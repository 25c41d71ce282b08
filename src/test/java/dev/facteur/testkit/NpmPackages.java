package dev.facteur.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Packages as npm's registry has them, kept below `target` for the next run.
public final class NpmPackages {
    private static final Path CACHE = Path.of("target", "npm").toAbsolutePath();

    private NpmPackages() {}

    /// Fetches one where it is not there yet; a test that cannot have it is skipped, or fails, as
    /// [Peers] says.
    ///
    /// @param name as `postmark` or `@sendgrid/mail`
    /// @return the folder to name in `NODE_PATH`
    public static synchronized Path fetched(String name, String version) {
        Peers.require("node", "npm");
        var modules = CACHE.resolve("node_modules");
        if (Files.isDirectory(modules.resolve(name))) return modules;
        var wanted = name + "@" + version;
        var install = "npm install --no-audit --no-fund --prefix " + CACHE + " " + wanted;
        var said = Program.of((Object[]) install.split(" ")).limit(Duration.ofMinutes(2)).run();
        if (said.exit() != 0) Peers.missing("npm could not fetch " + wanted + ": " + said);
        return modules;
    }
}
