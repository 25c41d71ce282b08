package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Whether the disk of the data folder still takes mail. File systems that run out of inodes are
/// not seen: the JDK does not tell of them.
public final class DiskRoom implements Check {
    /// Below so many times the reserve there is little time left to act.
    private static final int NEAR = 3;

    private final Disk disk;
    private final Path folder;
    private final long reserve;

    /// @param reserve bytes; below that no mail is taken
    public DiskRoom(Disk disk, Path folder, long reserve) {
        this.disk = disk;
        this.folder = folder.toAbsolutePath();
        this.reserve = reserve;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("disk", this::see)) : List.of();
    }

    private List<Finding> see() {
        try {
            return List.of(judge(disk.room(folder)));
        } catch (IOException unreadable) {
            var told = unreadable.toString();
            return List.of(
                    Finding.of(
                                    "disk-unreadable",
                                    Severity.PROBLEM,
                                    Who.YOU,
                                    folder.toString(),
                                    told)
                            .seeing(List.of(told)));
        }
    }

    private Finding judge(long room) {
        var subject = folder.toString();
        var has = megabytes(room);
        var wants = megabytes(reserve);
        var seen = List.of(folder + ": " + room + " bytes of room, reserve " + reserve);
        if (room < reserve) {
            return Finding.of("disk-full", Severity.PROBLEM, Who.YOU, subject, has, wants)
                    .seeing(seen);
        }
        if (room / NEAR < reserve) {
            return Finding.of("disk-tight", Severity.WARNING, Who.YOU, subject, has, wants)
                    .seeing(seen);
        }
        return Finding.good("disk-roomy", subject, has, wants).seeing(seen);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%d MB", bytes / 1_000_000);
    }
}
