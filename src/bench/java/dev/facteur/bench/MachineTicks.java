package dev.facteur.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How busy the machine has been since it was started, in Linux' unit of time.
record MachineTicks(int processors, long busy, long all) {
    private static final Path FILE = Path.of("/proc/stat");

    /// Words of the line: its name, user, nice, system, idle, iowait, irq, softirq, steal. What
    /// follows is counted in user time already.
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    /// Null where the system does not tell.
    static @Nullable MachineTicks now() {
        try {
            return read(Files.readAllLines(FILE));
        } catch (IOException notLinux) {
            return null;
        }
    }

    static @Nullable MachineTicks read(List<String> lines) {
        if (lines.isEmpty() || !lines.getFirst().startsWith("cpu ")) return null;
        var words = lines.getFirst().split(" +");
        long all = 0;
        long idle = 0;
        for (int i = 1; i < Math.min(words.length, STEAL + 1); i++) {
            long ticks = Long.parseLong(words[i]);
            all += ticks;
            if (i == IDLE || i == IO_WAIT) idle += ticks;
        }
        int processors = (int) lines.stream().filter(line -> line.matches("cpu\\d.*")).count();
        return new MachineTicks(processors, all - idle, all);
    }

    /// From 0 to 1.
    double busyShare(MachineTicks earlier) {
        return all == earlier.all ? 0 : (double) (busy - earlier.busy) / (all - earlier.all);
    }
}
