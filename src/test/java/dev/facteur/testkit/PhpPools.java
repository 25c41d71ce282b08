package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// Debian's PHP-FPM with pools of users of their own, as a hosting machine has it. Runs in a mount
/// namespace of its own, where a test may lay folders into a pool's chroot.
public final class PhpPools implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/sbin");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final Process process;

    /// @param user its number; no such user need exist
    /// @param chroot null for none
    /// @param sendmail the pool's `sendmail_path`
    public record Pool(String name, int user, @Nullable Path chroot, String sendmail) {
        String configuration(Path folder) {
            var text =
                    """
                    [%s]
                    user = %d
                    group = %d
                    listen = %s
                    pm = static
                    pm.max_children = 1
                    clear_env = no
                    catch_workers_output = yes
                    php_admin_value[sendmail_path] = "%s"
                    """
                            .formatted(name, user, user, socket(folder, name), sendmail);
            return chroot == null ? text : text + "chroot = " + chroot + "\n";
        }
    }

    private PhpPools(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /// @param folder for its files; the pools' users must be able to enter it
    /// @param mounts what is laid where, as `mount --bind` does
    public static PhpPools start(Path folder, List<Pool> pools, Map<Path, Path> mounts)
            throws IOException {
        Peers.require("root", "unshare", "cgi-fcgi");
        var text = new StringBuilder("[global]\nerror_log = " + folder.resolve("fpm.log") + "\n");
        for (var pool : pools) text.append(pool.configuration(folder));
        var configuration = Files.writeString(folder.resolve("fpm.conf"), text);
        var script = new StringBuilder();
        mounts.forEach((from, to) -> script.append("mount --bind '" + from + "' '" + to + "' && "));
        script.append("exec " + program() + " -F -R -y " + configuration);
        var process =
                new ProcessBuilder("unshare", "--mount", "sh", "-c", script.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("fpm.out").toFile())
                        .start();
        var fpm = new PhpPools(folder, process);
        Awaitility.await("PHP-FPM listens")
                .atMost(PATIENCE)
                .until(() -> fpm.listens(pools.getLast()));
        return fpm;
    }

    /// What it logged, among it what the programs that pages started wrote to standard error.
    public String log() throws IOException {
        return Files.readString(folder.resolve("fpm.log"));
    }

    private boolean listens(Pool last) throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(Files.readString(folder.resolve("fpm.out")));
        }
        return Files.exists(socket(folder, last.name())) && log().contains("ready to handle");
    }

    private static Path socket(Path folder, String pool) {
        return folder.resolve(pool + ".sock");
    }

    /// Asks a pool for a page; returns what the page printed. Its client waits for the end of a
    /// page as a web server does.
    ///
    /// @param script as the pool sees it, from the root of its chroot
    public String page(String pool, String script, String query) {
        return page(request(pool, script).environment("QUERY_STRING", query));
    }

    /// Asks a pool for a page of a site.
    public String page(String pool, WordPressSite site, String path) {
        return page(
                request(pool, site.html() + path)
                        .environment("SCRIPT_NAME", path)
                        .environment("REQUEST_URI", path)
                        .environment("DOCUMENT_ROOT", site.html().toString())
                        .environment("SERVER_PROTOCOL", "HTTP/1.1")
                        .environment("HTTP_HOST", site.host()));
    }

    private Program request(String pool, String script) {
        return Program.of("cgi-fcgi", "-bind", "-connect", socket(folder, pool))
                .environment("SCRIPT_FILENAME", script)
                .environment("REQUEST_METHOD", "GET");
    }

    private static String page(Program request) {
        var answer = request.succeed().out();
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /// Debian's has its version in its name.
    private static Path program() throws IOException {
        try (var programs = Files.newDirectoryStream(PROGRAMS, "php-fpm*")) {
            for (var program : programs) return program;
        }
        Peers.missing("php-fpm is not installed (Debian package php-fpm)");
        throw new AssertionError("skipped");
    }
}
