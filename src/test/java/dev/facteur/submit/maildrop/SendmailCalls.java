package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.SystemClock;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.testkit.ListReception.Mail;
import dev.facteur.testkit.SocketDoor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Calls `facteur sendmail` where a gateway's door may be open.
abstract class SendmailCalls {
    @TempDir Path data;
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private @Nullable SocketDoor door;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(data.resolve("sendmail/maildrop"));
    }

    @AfterEach
    void closeDoor() {
        if (door != null) door.close();
    }

    /// Starts a gateway, as far as these calls see one.
    final void open(LocalSite site) throws IOException {
        closeDoor();
        door = new SocketDoor(data, data.resolve("sendmail/socket"), site);
    }

    final int sendmail(String message, String... arguments) {
        return sendmail(new ByteArrayInputStream(message.getBytes(UTF_8)), arguments);
    }

    /// @return the exit code
    final int sendmail(InputStream in, String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "--data=" + data;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        var errors = new PrintStream(complained, true, UTF_8);
        return new Sendmail(new SystemClock(), Path.of("nowhere"), in, said, errors).run(all);
    }

    final String complaint() {
        return complained.toString(UTF_8);
    }

    /// What the gateway has taken by its door.
    final List<Mail> kept() {
        return door == null ? List.of() : door.reception().kept();
    }

    /// The files that lie in the maildrop.
    final List<Path> maildrop() throws IOException {
        try (var files = Files.list(data.resolve("sendmail/maildrop"))) {
            return files.toList();
        }
    }
}
