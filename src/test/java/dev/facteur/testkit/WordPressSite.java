package dev.facteur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A real WordPress with its own MariaDB, served by PHP on a loopback port, with the plugin of this
/// project active and not yet connected. Its language is English, its one user `admin`.
public final class WordPressSite implements AutoCloseable {
    private static final Path PLUGIN = Path.of("wordpress", "facteur");
    private static final String QUIET = "error_reporting=E_ALL & ~E_DEPRECATED";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WordPressEdition edition;
    private final Path folder;
    private final int port = FreePorts.one();
    private final Process database;
    private final Process web;
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private WordPressSite(WordPressEdition edition, Path folder) throws IOException {
        this.edition = edition;
        this.folder = folder;
        copy();
        this.database = startDatabase();
        try {
            awaitDatabase();
            php("install.php").input(new byte[0]).succeed();
            this.web = startWeb();
        } catch (IOException | RuntimeException | Error failed) {
            database.destroy();
            throw failed;
        }
        Awaitility.await("WordPress answers").atMost(PATIENCE).until(this::answers);
    }

    /// Skips the test where this WordPress is missing.
    ///
    /// @param folder for its files and its database
    public static WordPressSite start(WordPressEdition edition, Path folder) throws IOException {
        edition.require();
        Peers.require("mariadbd", "root");
        if (!Program.of(edition.php().command("-m")).succeed().out().contains("mysqli")) {
            Peers.missing("php has no mysqli (Debian package php-mysql)");
        }
        return new WordPressSite(edition, Files.createDirectories(folder));
    }

    /// Runs PHP inside it, as a page or cron would; returns what it printed.
    public String run(String code) {
        return runAt("/", code);
    }

    /// The same, inside the site at a path of the network.
    public String runAt(String path, String code) {
        return php("run.php", path).input(code.getBytes(StandardCharsets.UTF_8)).succeed().out();
    }

    /// Makes it a network with a second site at `/two/`, the plugin active in all of it.
    public void becomeNetwork() {
        php("network.php").input(new byte[0]).succeed();
        php("network.php").input(new byte[0]).succeed();
    }

    /// Adds a line to its `wp-config.php`.
    public void configure(String name, String line) throws IOException {
        Files.writeString(html().resolve("config-" + name + ".php"), "<?php\n" + line + "\n");
    }

    /// Adds a plugin of one file, and switches it on.
    public void plugin(String name, String code) throws IOException {
        Files.writeString(html().resolve("wp-content/plugins/" + name + ".php"), code);
        run(
                """
                require_once ABSPATH . 'wp-admin/includes/plugin.php';
                activate_plugin( '%s.php' );
                """
                        .formatted(name));
    }

    /// Switches a plugin off that [#plugin] has added.
    public void unplug(String name) throws IOException {
        Files.delete(html().resolve("wp-content/plugins/" + name + ".php"));
        run("update_option( 'active_plugins', array( 'facteur/facteur.php' ) );");
    }

    /// Asks for a page; cookies are kept.
    public HttpResponse<String> get(String path) {
        return call(HttpRequest.newBuilder(uri(path)).GET());
    }

    /// Sends a form.
    public HttpResponse<String> post(String path, Map<String, String> fields) {
        var body =
                fields.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        return call(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /// From now on, whoever asks for pages is `admin`.
    public void logIn() {
        get("/wp-login.php");
        var answer =
                post(
                        "/wp-login.php",
                        Map.of(
                                "log",
                                "admin",
                                "pwd",
                                "correct-horse-battery-staple",
                                "testcookie",
                                "1"));
        if (answer.statusCode() != 302) throw new AssertionError("no login: " + answer.body());
    }

    public Path html() {
        return folder.resolve("html");
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        http.close();
        end(web);
        end(database);
    }

    private void copy() throws IOException {
        Program.of("cp", "-rL", edition.sources(), html()).limit(PATIENCE).run();
        // Debian's own asks for a configuration of the machine.
        Files.delete(html().resolve("wp-config.php"));
        for (var name : List.of("wp-config.php", "install.php", "network.php", "run.php")) {
            var place = name.equals("wp-config.php") ? html() : folder;
            try (var in = WordPressSite.class.getResourceAsStream("/wordpress/" + name)) {
                if (in == null) throw new IOException("no such test resource: wordpress/" + name);
                Files.write(place.resolve(name), in.readAllBytes());
            }
        }
        Program.of("cp", "-r", PLUGIN, html().resolve("wp-content/plugins/")).succeed();
    }

    private Process startDatabase() throws IOException {
        var data = Files.createDirectories(folder.resolve("mariadb")).resolve("data");
        Program.of(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--user=root",
                        "--datadir=" + data,
                        "--auth-root-authentication-method=normal")
                .succeed();
        return background(
                "mariadb.log",
                Map.of(),
                List.of(
                        Peers.program("mariadbd").toString(),
                        "--no-defaults",
                        "--user=root",
                        "--datadir=" + data,
                        "--socket=" + socket(),
                        "--skip-networking",
                        "--innodb-buffer-pool-size=16M",
                        "--innodb-flush-log-at-trx-commit=2"));
    }

    private void awaitDatabase() {
        Awaitility.await("MariaDB answers")
                .atMost(PATIENCE)
                .until(() ->
                        Program.of(
                                                "mariadb",
                                                "--no-defaults",
                                                "-S",
                                                socket(),
                                                "-e",
                                                "CREATE DATABASE IF NOT EXISTS wordpress")
                                        .run()
                                        .exit()
                                == 0);
    }

    private Process startWeb() throws IOException {
        return background(
                "web.log",
                Map.of("PHP_CLI_SERVER_WORKERS", "4"),
                edition.php().command("-d", QUIET, "-S", host(), "-t", html()));
    }

    private Process background(String log, Map<String, String> environment, List<String> command)
            throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(log).toFile());
        return builder.start();
    }

    private Program php(String script, Object... arguments) {
        var words = Stream.of("-d", QUIET, folder.resolve(script), html(), host());
        var command = edition.php().command(Stream.concat(words, Stream.of(arguments)).toArray());
        return Program.of(command).limit(Duration.ofMinutes(5));
    }

    private Path socket() {
        return folder.resolve("mariadb/socket");
    }

    private boolean answers() {
        try {
            return get("/wp-login.php").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private URI uri(String path) {
        return URI.create("http://" + host() + path);
    }

    private HttpResponse<String> call(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// PHP's server has workers, which do not end with it.
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
