package dev.facteur.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// Debian's PHP-FPM with pools of users of their own, as a hosting machine has it. Runs in a mount
/// namespace of its own, where a test may lay folders into a pool's chroot. A page has ended when
/// PHP says so, as for a web server.
public final class PhpPools implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("/usr/sbin");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BEGIN = 1;
    private static final int END = 3;
    private static final int PARAMETERS = 4;
    private static final int INPUT = 5;
    private static final int OUTPUT = 6;
    private static final int ERRORS = 7;

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
        Peers.require("root", "unshare");
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

    /// Asks a pool for a page; returns what the page printed.
    ///
    /// @param script as the pool sees it, from the root of its chroot
    public String page(String pool, String script, String query) throws IOException {
        return page(pool, Map.of("SCRIPT_FILENAME", script, "QUERY_STRING", query));
    }

    /// Asks a pool for a page of a site.
    public String page(String pool, WordPressSite site, String path) throws IOException {
        return page(
                pool,
                Map.of(
                        "SCRIPT_FILENAME",
                        site.html() + path,
                        "SCRIPT_NAME",
                        path,
                        "REQUEST_URI",
                        path,
                        "DOCUMENT_ROOT",
                        site.html().toString(),
                        "SERVER_PROTOCOL",
                        "HTTP/1.1",
                        "HTTP_HOST",
                        site.host()));
    }

    private String page(String pool, Map<String, String> asked) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket(folder, pool)));
            var out = new DataOutputStream(Channels.newOutputStream(channel));
            // FastCGI: a responder, and the connection ends with the answer.
            record(out, BEGIN, new byte[] {0, 1, 0, 0, 0, 0, 0, 0});
            var parameters = new ByteArrayOutputStream();
            parameter(parameters, "REQUEST_METHOD", "GET");
            for (var one : asked.entrySet()) parameter(parameters, one.getKey(), one.getValue());
            record(out, PARAMETERS, parameters.toByteArray());
            record(out, PARAMETERS, new byte[0]);
            record(out, INPUT, new byte[0]);
            var answer = answer(new DataInputStream(Channels.newInputStream(channel)));
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private static void record(DataOutputStream out, int type, byte[] content) throws IOException {
        out.write(new byte[] {1, (byte) type, 0, 1});
        out.writeShort(content.length);
        out.writeShort(0);
        out.write(content);
    }

    private static void parameter(ByteArrayOutputStream out, String name, String value)
            throws IOException {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        out.write(name.length());
        // A length beyond 127 has four bytes, the first marked.
        new DataOutputStream(out).writeInt(bytes.length | 0x8000_0000);
        out.write(name.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
    }

    private static String answer(DataInputStream in) throws IOException {
        var output = new ByteArrayOutputStream();
        while (true) {
            in.skipNBytes(1);
            int type = in.readUnsignedByte();
            in.skipNBytes(2);
            int length = in.readUnsignedShort();
            int padding = in.readUnsignedByte();
            in.skipNBytes(1);
            var content = in.readNBytes(length);
            in.skipNBytes(padding);
            if (type == OUTPUT || type == ERRORS) output.write(content);
            if (type == END) return output.toString(StandardCharsets.UTF_8);
        }
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
    private static String program() throws IOException {
        try (var programs = Files.newDirectoryStream(PROGRAMS, "php-fpm*")) {
            for (var program : programs) return program.toString();
        }
        Peers.missing("php-fpm is not installed (Debian package php-fpm)");
        throw new AssertionError("skipped");
    }
}
