package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.SendmailMain;
import dev.facteur.testkit.OneCredential;
import dev.facteur.testkit.Program;
import dev.facteur.testkit.SocketDoor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `facteur sendmail` in a JVM of its own that has no library at all.
final class SendmailAloneTest {
    /// What the build puts into facteur-sendmail.jar.
    private static final Pattern IN_ITS_JAR =
            Pattern.compile(
                    "dev\\.facteur\\.(SendmailMain"
                            + "|(mail|platform|submit|submit\\.maildrop)\\.[^.]+|protocol\\..+)");

    private static final Pattern LOADED = Pattern.compile("\\] (dev\\.facteur\\.[^ /]+)");
    private static final String MESSAGE = "From: a@shop.example\nTo: b@example.net\n\nHello\n";

    @TempDir Path data;

    @BeforeEach
    void makeMaildrop() throws Exception {
        Files.createDirectories(data.resolve("sendmail/maildrop"));
    }

    @Test
    void mailReachesTheGatewayWithNothingLoadedFromOutsideItsJar() throws Exception {
        var socket = data.resolve("sendmail/socket");
        try (var door = new SocketDoor(data, socket, _ -> OneCredential.SITE)) {
            assertOwnClassesOnly(sendmail("-t", "-i"));
            assertOwnClassesOnly(sendmail("--rehearse", "-t"));
            assertThat(door.reception().kept()).hasSize(1);
        }
    }

    @Test
    void mailReachesTheMaildropWithNothingLoadedFromOutsideItsJar() throws Exception {
        assertOwnClassesOnly(sendmail("-t", "-i"));
        try (var files = Files.list(data.resolve("sendmail/maildrop"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void gatewayMayReadWhatAnotherUserDropsUnderAStrictUmask() throws Exception {
        var command = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$@\"", "sh"));
        command.addAll(java("-Duser.name=somebody-else", "-t"));
        Program.of(command).input(MESSAGE.getBytes(UTF_8)).succeed();
        try (var files = Files.list(data.resolve("sendmail/maildrop"))) {
            assertThat(files)
                    .singleElement()
                    .extracting(SendmailAloneTest::permissions)
                    .isEqualTo("rw-r--r--");
        }
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String sendmail(String... options) {
        var command = java("-Xlog:class+load", options);
        return Program.of(command).input(MESSAGE.getBytes(UTF_8)).succeed().out();
    }

    private List<String> java(String jvmOption, String... options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(jvmOption);
        command.addAll(List.of("-cp", classes(), "dev.facteur.SendmailMain", "--data=" + data));
        command.addAll(List.of(options));
        return command;
    }

    private static String classes() {
        var source = SendmailMain.class.getProtectionDomain().getCodeSource();
        return Path.of(source.getLocation().getPath()).toString();
    }

    private static void assertOwnClassesOnly(String log) {
        var loaded = new ArrayList<String>();
        var matcher = LOADED.matcher(log);
        while (matcher.find()) loaded.add(matcher.group(1));
        assertThat(loaded)
                .contains("dev.facteur.SendmailMain")
                .allMatch(name -> IN_ITS_JAR.matcher(name.replace("$", "_")).matches());
    }
}
