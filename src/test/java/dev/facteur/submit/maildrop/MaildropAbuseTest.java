package dev.facteur.submit.maildrop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.LocalOwner;
import dev.facteur.platform.PrivateFile;
import dev.facteur.testkit.ListReception;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.OneCredential;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody may put into a maildrop that is open to everyone. The mail of another one lies
/// behind it each time, and is taken in by the same round.
class MaildropAbuseTest {
    private static final String ENVELOPE =
            "facteur maildrop 1\nbody SEVEN_BIT\nfrom a@shop.example\n";
    private static final String HONEST =
            ENVELOPE + "to b@example.net\n\nSubject: Hello\r\n\r\nx\r\n";

    @TempDir Path folder;
    private final ManualClock clock = new ManualClock();
    private final ListReception reception = new ListReception();
    private Path maildrop;
    private Path bad;

    @BeforeEach
    void makeMaildrop() throws IOException {
        maildrop = Files.createDirectories(folder.resolve("maildrop"));
        bad = maildrop.resolve("bad.mail");
    }

    @AfterEach
    void honestMailWasTakenInAndTheOtherOneIsOutOfTheWay() throws IOException {
        Files.writeString(maildrop.resolve("honest.mail"), HONEST);
        assertThat(takeIn()).isTrue();
        assertThat(reception.kept())
                .filteredOn(mail -> mail.content().startsWith("Subject: Hello"))
                .hasSize(1);
        assertThat(files(maildrop)).isEmpty();
        assertThat(files(folder.resolve("taking"))).isEmpty();
    }

    @Test
    void fifoIsNotOpened() {
        Program.of("mkfifo", bad).succeed();
    }

    @Test
    void socketIsNotOpened() throws IOException {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(bad));
        }
    }

    @Test
    void folderIsNotRead() throws IOException {
        Files.createDirectories(bad.resolve("x.mail"));
    }

    @Test
    void linkToItselfIsNotFollowed() throws IOException {
        Files.createSymbolicLink(bad, bad);
    }

    @Test
    void unreadableFileIsPutAside() throws IOException {
        Files.writeString(bad, "facteur maildrop 1\n");
        Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("---------"));
    }

    @Test
    void fileOfATerabyteIsReadUntilItIsRefused() throws IOException {
        Files.writeString(bad, ENVELOPE + "to b@example.net\n\nSubject: Large\r\n\r\n");
        try (var file = new RandomAccessFile(bad.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
    }

    @Test
    void envelopeWithoutEndIsReadUntilItIsTooLong() throws IOException {
        Files.writeString(bad, ENVELOPE + "body SEVEN_BIT\n".repeat(20_000) + "to b@c.example\n\n");
        assertThat(takeIn()).isTrue();
        assertThat(folder.resolve("refused/bad.mail.why")).content().contains("too many lines");
    }

    /// Its owner did not drop it.
    @Test
    void fileThatSomebodyLinkedHereIsRefused() throws IOException {
        var theirs = folder.resolve("theirs");
        Files.writeString(theirs, HONEST);
        Files.createLink(bad, theirs);
        assertThat(takeIn()).isTrue();
        assertThat(reception.kept()).isEmpty();
        assertThat(folder.resolve("refused/bad.mail.why")).content().contains("another name");
    }

    /// A maildrop that anyone may write to: what a file says of itself, anyone may have written.
    @Test
    void fileOfAUserWhoMayNotSpeakForTheSiteIsRefused() throws IOException {
        Files.writeString(bad, HONEST.replace("\n\n", "\nsite other\n\n"));
        var asked = new ArrayList<String>();
        Maildrop.Owners owners =
                (dropped, named, _) -> {
                    asked.add(dropped.name() + " " + named);
                    return new LocalOwner.Stranger(dropped.name(), OneCredential.SITE);
                };
        assertThat(maildrop(owners).takeIn()).isTrue();
        assertThat(asked).containsExactly(Files.getOwner(folder).getName() + " other");
        assertThat(reception.kept()).isEmpty();
        assertThat(folder.resolve("refused/bad.mail.why")).content().contains("may not hand mail");
    }

    /// Somebody could exchange it for a FIFO between looking and opening.
    @Test
    void fileIsWhereNobodyElseComesWhileItIsRead() throws IOException {
        Files.writeString(bad, HONEST.replace("Hello", "Other"));
        var reachable = new ArrayList<String>();
        assertThat(
                        maildrop(
                                        (_, _, _) -> {
                                            reachable.addAll(files(maildrop));
                                            return new LocalOwner.Of(OneCredential.SITE);
                                        })
                                .takeIn())
                .isTrue();
        assertThat(reception.kept()).hasSize(1);
        assertThat(reachable).isEmpty();
        assertThat(PrivateFile.isClosed(folder.resolve("taking"))).isTrue();
    }

    @Test
    void fileThatWasBeingReadWhenTheMachineStoppedIsTakenInLater() throws IOException {
        var taking = Files.createDirectories(folder.resolve("taking"));
        Files.writeString(taking.resolve("bad.mail"), HONEST.replace("Hello", "Other"));
        assertThat(takeIn()).isTrue();
        assertThat(reception.kept()).hasSize(1);
    }

    private boolean takeIn() {
        return maildrop((_, _, _) -> new LocalOwner.Of(OneCredential.SITE)).takeIn();
    }

    private Maildrop maildrop(Maildrop.Owners owners) {
        return new Maildrop(maildrop, reception, owners, Duration.ofDays(2), clock);
    }

    private static List<String> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
