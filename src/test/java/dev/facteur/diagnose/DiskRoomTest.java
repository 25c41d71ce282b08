package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.SystemDisk;
import dev.facteur.testkit.SmallDisk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
    private static final long MB = 1_000_000;

    @TempDir private Path folder;

    @Test
    void lessRoomThanTheReserveIsAProblemWithTheCommandThatShowsWhatTakesIt() throws Exception {
        try (var disk = SmallDisk.mount(folder.resolve("small"), 4)) {
            var full = Spoken.only(look(disk.folder(), 20 * MB), "disk-full");

            assertThat(full.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(full.who()).isEqualTo(Who.YOU);
            assertThat(Spoken.english(full))
                    .contains("has 4 MB of room, less than the reserve of 20 MB")
                    .contains("du -xh --max-depth=2 " + disk.folder());
            assertThat(Spoken.french(full))
                    .contains("moins que la réserve de 20 MB : aucun courriel n'est accepté")
                    .contains("du -xh --max-depth=2 " + disk.folder());
            assertThat(full.evidence().getFirst()).contains("4194304 bytes of room");
        }
    }

    @Test
    void lessThanThriceTheReserveIsAWarningBeforeMailIsRefused() throws Exception {
        try (var disk = SmallDisk.mount(folder.resolve("small"), 4)) {
            var tight = Spoken.only(look(disk.folder(), 2 * MB), "disk-tight");

            assertThat(tight.severity()).isEqualTo(Severity.WARNING);
            assertThat(Spoken.english(tight))
                    .contains("below 2 MB no mail is taken", "facteur site keep SITE --bodies 1d");
            assertThat(Spoken.french(tight))
                    .contains("en dessous de 2 MB", "facteur site keep SITE --bodies 1d");
        }
    }

    @Test
    void enoughRoomIsGood() throws Exception {
        try (var disk = SmallDisk.mount(folder.resolve("small"), 4)) {
            assertThat(look(disk.folder(), MB))
                    .extracting(Finding::code)
                    .containsExactly("disk-roomy");
        }
    }

    @Test
    void whoAsksForOneDomainHearsNothingOfTheDisk() {
        var check = new DiskRoom(new SystemDisk(), folder, 0);

        assertThat(check.looks(Scope.ofDomain("example.org"))).isEmpty();
    }

    private static List<Finding> look(Path folder, long reserve) throws Exception {
        return Spoken.of(new DiskRoom(new SystemDisk(), folder, reserve));
    }
}
