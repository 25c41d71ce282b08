package dev.facteur.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.StorageException;
import dev.facteur.testkit.FaultyDisk;
import dev.facteur.testkit.FreshKeys;
import dev.facteur.testkit.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpoolTest {
    private static final Path FOLDER = Path.of("/spool");
    private static final int LARGE = 128 << 10;
    private static final Spool.Settings SMALL =
            new Spool.Settings(2L * LARGE + LARGE / 2, LARGE, 100);

    private final ManualClock clock = new ManualClock();
    private final FaultyDisk disk = new FaultyDisk();

    private final ContentKeys keys = FreshKeys.make();

    private Spool open() throws StorageException {
        return Spool.open(disk, clock, FOLDER, SMALL, keys);
    }

    private static Place put(Spool spool, byte[] bytes) throws StorageException {
        try (var draft = spool.draft()) {
            draft.write(bytes, 0, bytes.length);
            return draft.place();
        }
    }

    private static Place put(Spool spool, String text) throws StorageException {
        return put(spool, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] get(Spool spool, Place place) throws IOException {
        try (var content = spool.open(place)) {
            return content.readAllBytes();
        }
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatWasSyncedIsThereAfterThePowerWent() throws Exception {
        Place place;
        try (var spool = open()) {
            place = put(spool, "kept");
            spool.sync();
            put(spool, "not yet synced");
            disk.losePower();
        }
        try (var spool = open()) {
            assertThat(get(spool, place)).asString().isEqualTo("kept");
        }
    }

    @Test
    void messagesOfEverySizeComeBackAsTheyWere() throws Exception {
        try (var spool = open()) {
            for (int whole : new int[] {0, Pieces.PIECE, LARGE, 2 * LARGE, 5 * LARGE}) {
                for (int length : new int[] {Math.max(0, whole - 1), whole, whole + 1}) {
                    assertThat(get(spool, put(spool, noise(length)))).isEqualTo(noise(length));
                }
            }
        }
    }

    @Test
    void aLargeMessageHasASegmentOfItsOwn() throws Exception {
        try (var spool = open()) {
            var small = put(spool, "small");
            var large = put(spool, noise(2 * LARGE));
            assertThat(large.segment()).isNotEqualTo(small.segment());
            assertThat(put(spool, "another").segment()).isEqualTo(small.segment());
        }
    }

    @Test
    void aLargeMessageThatIsGivenUpLeavesNothing() throws Exception {
        try (var spool = open()) {
            try (var draft = spool.draft()) {
                draft.write(noise(2 * LARGE), 0, 2 * LARGE);
                assertThat(disk.list(FOLDER)).hasSize(1);
            }
            assertThat(disk.list(FOLDER)).isEmpty();
        }
    }

    @Test
    void damagedBytesAreNeverHandedOut() throws Exception {
        try (var spool = open()) {
            var place = put(spool, "order 4711 over 99 EUR");
            disk.damage(disk.list(FOLDER).getFirst(), 15);
            assertThatThrownBy(() -> get(spool, place)).hasMessageContaining("damaged");
            assertThatThrownBy(() -> spool.content(place)).hasMessageContaining("damaged");
        }
    }

    @Test
    void aSmallMessageIsReadFromDiskOnceForAllItsReadings() throws Exception {
        try (var spool = open()) {
            for (int length : new int[] {0, 1, 20_000, 64 << 10}) {
                var content = spool.content(put(spool, noise(length)));
                int reads = disk.reads();
                assertThat(content.open()).hasBinaryContent(noise(length));
                assertThat(content.open()).hasBinaryContent(noise(length));
                assertThat(disk.reads()).isEqualTo(reads);
            }
        }
    }

    @Test
    void aLargeMessageIsNeverHeldWhole() throws Exception {
        try (var spool = open()) {
            var content = spool.content(put(spool, noise((64 << 10) + 1)));
            assertThat(disk.reads()).isZero();
            assertThat(content.open()).hasBinaryContent(noise((64 << 10) + 1));
            assertThat(content.open()).isInstanceOf(StoredContent.class);
        }
    }

    @Test
    void theReserveIsLeftAloneAndWorkResumesWhenThereIsRoom() throws Exception {
        try (var spool = open()) {
            disk.room(150);
            assertThatThrownBy(() -> put(spool, noise(60)))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.full()).isTrue());
            disk.room(1_000);
            assertThat(get(spool, put(spool, "again"))).asString().isEqualTo("again");
        }
    }

    @Test
    void finishedMailGivesWayToNewMailWhenRoomIsShort() throws Exception {
        try (var spool = open()) {
            var old = put(spool, noise(2 * LARGE));
            spool.finished(old.segment());
            var waiting = put(spool, noise(2 * LARGE + 1));
            disk.room(120);
            assertThatThrownBy(() -> put(spool, noise(300))).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> spool.open(old)).hasMessageContaining("no longer kept");
            assertThat(get(spool, waiting)).hasSize(2 * LARGE + 1);
        }
    }

    @Test
    void bytesThatCouldNotBeForcedAreRefusedAndTheNextOnesGoElsewhere() throws Exception {
        try (var spool = open()) {
            var lost = put(spool, "lost");
            disk.forceFails(true);
            spool.sync();
            assertThatThrownBy(() -> spool.requireSound(lost)).isInstanceOf(StorageException.class);
            disk.forceFails(false);
            var next = put(spool, "next");
            spool.sync();
            spool.requireSound(next);
            assertThat(next.segment()).isNotEqualTo(lost.segment());
        }
    }

    @Test
    void aSegmentGoesWhenAllItsMailIsFinishedAndNoRowHasAKeyToIt() throws Exception {
        try (var spool = open()) {
            var one = put(spool, noise(LARGE - 1));
            var two = put(spool, noise(LARGE - 2));
            var three = put(spool, noise(LARGE - 3));
            assertThat(three.segment()).isNotEqualTo(one.segment());
            spool.sync();
            spool.finished(one.segment());
            assertThat(spool.sweep(Set::of)).isZero();
            spool.finished(two.segment());
            assertThat(spool.sweep(() -> Set.of(two.segment()))).isZero();
            assertThat(get(spool, two)).hasSize(LARGE - 2);
            assertThat(spool.sweep(Set::of)).isOne();
            assertThatThrownBy(() -> spool.open(two)).hasMessageContaining("no longer kept");
            assertThat(get(spool, three)).hasSize(LARGE - 3);
        }
    }

    @Test
    void aMailTakenUpAgainWhileRowsAreAskedKeepsItsSegment() throws Exception {
        try (var spool = open()) {
            var large = put(spool, noise(2 * LARGE));
            spool.finished(large.segment());
            Spool.Kept answer =
                    () -> {
                        spool.revive(large.segment());
                        return Set.of();
                    };
            assertThat(spool.sweep(answer)).isZero();
            assertThat(get(spool, large)).hasSize(2 * LARGE);
        }
    }

    @Test
    void withoutItsKeyAMailIsUnreadableWhileItsSegmentStands() throws Exception {
        try (var spool = open()) {
            var place = put(spool, "the code is 4711");
            var forgotten = new Place(place.segment(), 0, place.length(), ContentKey.FORGOTTEN);
            assertThatThrownBy(() -> spool.open(forgotten)).hasMessageContaining("no longer kept");
            assertThat(get(spool, place)).asString().contains("4711");
        }
    }

    @Test
    void nothingThatWasHandedOverStandsOnTheDisk() throws Exception {
        try (var spool = open()) {
            var text = "the code is 4711";
            put(spool, text);
            put(spool, text.repeat(2 * LARGE / text.length()));
            for (var file : disk.list(FOLDER)) {
                assertThat(contentOf(file)).doesNotContain("4711");
            }
        }
    }

    @Test
    void oneMailsKeyOpensNoOther() throws Exception {
        try (var spool = open()) {
            var one = put(spool, "first");
            var other = put(spool, "other");
            var mixed = new Place(one.segment(), one.offset(), one.length(), other.key());
            assertThatThrownBy(() -> get(spool, mixed)).hasMessageContaining("damaged");
        }
    }

    @Test
    void piecesThatChangedPlacesAreNeverHandedOut() throws Exception {
        try (var spool = open()) {
            var place = put(spool, noise(2 * Pieces.PIECE));
            long second = place.offset() + Pieces.PIECE + Pieces.TAG;
            var moved = new Place(place.segment(), second, Pieces.PIECE, place.key());
            assertThatThrownBy(() -> get(spool, moved)).hasMessageContaining("damaged");
        }
    }

    private String contentOf(Path file) throws IOException {
        try (var open = disk.open(file)) {
            var bytes = ByteBuffer.allocate((int) open.size());
            while (bytes.hasRemaining() && open.read(bytes, bytes.position()) > 0) {}
            return new String(bytes.array(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void aNewRunNeverWritesIntoAnOldSegment() throws Exception {
        Place first;
        try (var spool = open()) {
            first = put(spool, "first run");
            spool.sync();
        }
        try (var spool = open()) {
            assertThat(put(spool, "second run").segment()).isGreaterThan(first.segment());
        }
    }
}
