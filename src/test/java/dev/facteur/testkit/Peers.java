package dev.facteur.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Which real peers this machine has.
///
/// A test that needs one begins with [#require]. Where the peer is missing the test is skipped and
/// says so; with the environment variable `FACTEUR_PEERS=required` (`.ci/run` sets it) it fails
/// instead, so that no evidence goes missing silently.
public final class Peers {
    /// What has to lie where for a peer that is not simply a program on the path.
    private static final Map<String, String> FILES =
            Map.of("phpmailer", "/usr/share/php/libphp-phpmailer/src/PHPMailer.php");

    private static final Map<String, String> PACKAGES =
            Map.ofEntries(
                    Map.entry("saslpasswd2", "sasl2-bin"),
                    Map.entry("php", "php-cli"),
                    Map.entry("mariadbd", "mariadb-server"),
                    Map.entry("phpcs", "php-codesniffer"),
                    Map.entry("cgi-fcgi", "libfcgi-bin"),
                    Map.entry("phpmailer", "libphp-phpmailer"),
                    Map.entry("npm", "npm (and nodejs)"),
                    Map.entry("knotd", "knot"),
                    Map.entry("knotc", "knot"),
                    Map.entry("kdig", "knot-dnsutils"),
                    Map.entry("nft", "nftables"),
                    Map.entry("ip", "iproute2"));

    private Peers() {}

    /// Goes on when all these peers are here; see the class for what happens otherwise.
    ///
    /// @param peers names of programs, `phpmailer`, or `root` for the rights of the superuser
    public static void require(String... peers) {
        for (var peer : peers) {
            if (!present(peer)) missing(explain(peer));
        }
    }

    /// Skips or fails the running test for a reason other than a missing program.
    public static void missing(String why) {
        if ("required".equals(System.getenv("FACTEUR_PEERS"))) {
            Assertions.fail("FACTEUR_PEERS=required, but " + why);
        }
        Assumptions.abort("skipped: " + why);
    }

    public static boolean present(String peer) {
        if (peer.equals("root")) return "root".equals(System.getProperty("user.name"));
        var file = FILES.get(peer);
        if (file != null) return Files.isReadable(Path.of(file));
        return onPath(peer) != null;
    }

    /// Where a program lies. The folders for the superuser are looked through as well, which are
    /// not on everybody's path.
    public static Path program(String name) {
        var found = onPath(name);
        if (found == null) throw new IllegalStateException(explain(name));
        return found;
    }

    /// Where `.ci/run` keeps peers that are not installed.
    public static Path folder() {
        var chosen = System.getenv("FACTEUR_PEERS_FOLDER");
        if (chosen != null) return Path.of(chosen);
        return Path.of(System.getProperty("user.home"), ".cache", "facteur-peers");
    }

    private static @Nullable Path onPath(String program) {
        var path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin:/sbin";
        for (var folder : path.split(File.pathSeparator)) {
            var file = Path.of(folder, program);
            if (Files.isExecutable(file)) return file;
        }
        return null;
    }

    private static String explain(String peer) {
        if (peer.equals("root")) return "this test needs root";
        return peer
                + " is not installed (Debian package "
                + PACKAGES.getOrDefault(peer, peer)
                + ")";
    }
}
