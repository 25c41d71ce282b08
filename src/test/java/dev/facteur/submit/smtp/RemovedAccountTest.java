package dev.facteur.submit.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.OneCredential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is removed while a connection is open sends nothing more over it.
class RemovedAccountTest {
    private static final String FROM = "MAIL FROM:<a@shop.example>";
    private static final String TO = "RCPT TO:<b@c.example>";

    @TempDir private Path folder;
    private TestDoors doors;

    @BeforeEach
    void open() throws IOException {
        doors = new TestDoors(folder);
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void removedCredentialBeginsNoMail() throws IOException {
        try (var client = doors.loggedIn()) {
            doors.credentials().remove();
            assertThat(client.code(FROM)).isEqualTo("421 4.7.0");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void mailThatHadBegunBeforeTheRemovalIsNotTaken() throws IOException {
        try (var data = doors.loggedIn();
                var chunk = doors.loggedIn()) {
            data.sendLines(FROM, TO);
            chunk.sendLines(FROM, TO);
            assertThat(data.codes(2)).isEqualTo(chunk.codes(2)).isEqualTo("250 2.1.0, 250 2.1.5");
            doors.credentials().remove();
            assertThat(data.code("DATA")).isEqualTo("421 4.7.0");
            chunk.sendLines("BDAT 6 LAST", "x: y");
            assertThat(chunk.codes(1)).isEqualTo("421 4.7.0");
            assertThat(chunk.reply()).isEmpty();
        }
        assertThat(doors.reception().kept()).isEmpty();
    }

    @Test
    void anotherCredentialOfTheSameNameIsNotTheSame() throws IOException {
        try (var client = doors.loggedIn()) {
            doors.credentials().replace();
            assertThat(client.code(FROM)).isEqualTo("421 4.7.0");
        }
    }

    @Test
    void accountsThatCannotBeReadAreTroubleThatPasses() throws IOException {
        try (var client = doors.loggedIn()) {
            doors.credentials().breakDown();
            assertThat(client.code(FROM)).isEqualTo("454 4.7.0");
            assertThat(client.code("NOOP")).isEqualTo("250 2.0.0");
        }
    }

    @Test
    void localMailOfASiteThatWasRemovedIsNotTaken() throws IOException {
        var site = new AtomicReference<>(Optional.of(OneCredential.SITE));
        try (var client = doors.atLocal(LocalSite.named(site::get))) {
            client.sendLines(FROM, TO);
            assertThat(client.codes(2)).isEqualTo("250 2.1.0, 250 2.1.5");
            site.set(Optional.empty());
            assertThat(client.code("DATA")).isEqualTo("450 4.3.5");
        }
        assertThat(doors.reception().kept()).isEmpty();
    }
}
