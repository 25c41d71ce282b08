package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// PHP's process manager, as web servers use it, for the pages of a [WordPressSite]. Its client
/// waits for the end of a page as a web server does.
public final class PhpFpm implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/sbin");

    private final Path socket;
    private final Process manager;

    private PhpFpm(Path socket, Process manager) {
        this.socket = socket;
        this.manager = manager;
    }

    /// Skips the test where it is not installed.
    ///
    /// @param folder for its socket and its log
    public static PhpFpm start(Path folder) throws IOException {
        Peers.require("cgi-fcgi", "root");
        var socket = folder.resolve("fpm.socket");
        var settings =
                Files.writeString(
                        folder.resolve("fpm.conf"),
                        """
                        [global]
                        error_log = %s/fpm.log
                        [www]
                        user = root
                        group = root
                        listen = %s
                        pm = static
                        pm.max_children = 2
                        """
                                .formatted(folder, socket));
        var manager =
                new ProcessBuilder(program().toString(), "-R", "-F", "-y", settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("fpm.out").toFile())
                        .start();
        Awaitility.await("php-fpm listens").until(() -> Files.exists(socket));
        return new PhpFpm(socket, manager);
    }

    /// Asks for a page; what comes back has its header fields in front.
    public String get(WordPressSite site, String path) {
        return Program.of("cgi-fcgi", "-bind", "-connect", socket)
                .environment("SCRIPT_FILENAME", site.html() + path)
                .environment("SCRIPT_NAME", path)
                .environment("REQUEST_URI", path)
                .environment("DOCUMENT_ROOT", site.html().toString())
                .environment("REQUEST_METHOD", "GET")
                .environment("SERVER_PROTOCOL", "HTTP/1.1")
                .environment("HTTP_HOST", site.host())
                .succeed()
                .out();
    }

    @Override
    public void close() {
        manager.destroy();
        manager.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /// Debian's has its version in its name.
    static Path program() throws IOException {
        try (var programs = Files.newDirectoryStream(PROGRAMS, "php-fpm*")) {
            for (var program : programs) return program;
        }
        Peers.missing("php-fpm is not installed (Debian package php-fpm)");
        throw new AssertionError("skipped");
    }
}
