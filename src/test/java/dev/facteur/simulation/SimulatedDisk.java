package dev.facteur.simulation;

import dev.facteur.platform.Disk;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A disk that takes its time, and knows of each write whether it was forced.
///
/// When the power goes, what was forced stays. Of every other write the seed decides whether it is
/// there, is lost, or is there in some of its sectors; the same for names that were made or removed
/// without forcing the folder. A force that fails leaves its writes unforced for ever, as on Linux:
/// a later one that succeeds says nothing about them.
final class SimulatedDisk implements Disk {
    private static final int SECTOR = 512;

    private final World world;
    private final Weather weather;
    private final Machine machine;
    private final @Nullable Defect defect;
    private Map<Path, Content> names = new TreeMap<>();
    private Map<Path, Content> forcedNames = new TreeMap<>();

    private static final class Content {
        byte[] bytes = new byte[0];
        byte[] forced = new byte[0];
        List<Write> unforced = new ArrayList<>();
        final List<Write> forsaken = new ArrayList<>();
    }

    private static final class Write {
        final int position;
        final byte[] bytes;

        Write(int position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }

    SimulatedDisk(World world, Weather weather, Machine machine, @Nullable Defect defect) {
        this.world = world;
        this.weather = weather;
        this.machine = machine;
        this.defect = defect;
    }

    /// The machine loses its power.
    void losePower() {
        var after = new TreeMap<Path, Content>();
        Set<Path> all = new HashSet<>(names.keySet());
        all.addAll(forcedNames.keySet());
        for (var path : all.stream().sorted().toList()) {
            var now = names.get(path);
            var forced = forcedNames.get(path);
            var kept = now == forced || world.chance(0.5) ? forced : now;
            if (kept != null) after.put(path, kept);
        }
        for (var content : after.values()) lose(content);
        names = after;
        forcedNames = new TreeMap<>(after);
    }

    private void lose(Content content) {
        content.bytes = content.forced;
        content.unforced.addAll(content.forsaken);
        for (var write : content.unforced) {
            int fate = world.below(3);
            if (fate == 0) continue;
            for (int from = 0; from < write.bytes.length; from += SECTOR) {
                if (fate == 1 && world.chance(0.5)) continue;
                int to = Math.min(from + SECTOR, write.bytes.length);
                content.bytes = with(content.bytes, write.position + from, write.bytes, from, to);
            }
        }
        content.unforced.clear();
        content.forsaken.clear();
        content.forced = content.bytes;
    }

    private static byte[] with(byte[] old, int position, byte[] source, int from, int to) {
        var grown = Arrays.copyOf(old, Math.max(old.length, position + to - from));
        System.arraycopy(source, from, grown, position, to - from);
        return grown;
    }

    @Override
    public AppendFile create(Path file) throws IOException {
        machine.danger("create");
        if (names.containsKey(file)) throw new FileAlreadyExistsException(file.toString());
        var content = new Content();
        names.put(file, content);
        return new SimulatedFile(content);
    }

    @Override
    public AppendFile open(Path file) throws IOException {
        return new SimulatedFile(content(file));
    }

    private Content content(Path file) throws FileNotFoundException {
        var found = names.get(file);
        if (found == null) throw new FileNotFoundException(file.toString());
        return found;
    }

    @Override
    public List<Path> list(Path folder) {
        return names.keySet().stream().filter(file -> folder.equals(file.getParent())).toList();
    }

    @Override
    public void forceFolder(Path folder) {
        machine.danger("force the folder");
        world.pause(weather.diskLatency);
        forcedNames = new TreeMap<>(names);
        machine.danger("folder forced");
    }

    @Override
    public void delete(Path file) throws IOException {
        machine.danger("delete");
        if (names.remove(file) == null) throw new FileNotFoundException(file.toString());
    }

    @Override
    public long room(Path path) {
        return weather.diskFull() ? 0 : Long.MAX_VALUE;
    }

    private final class SimulatedFile implements AppendFile {
        private final Content content;

        SimulatedFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            machine.danger("write");
            world.pause(weather.diskLatency);
            if (weather.diskFull()) throw new IOException("No space left on device");
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            content.bytes = with(content.bytes, (int) position, copy, 0, copy.length);
            content.unforced.add(new Write((int) position, copy));
            machine.danger("written");
        }

        @Override
        public int read(ByteBuffer into, long position) {
            world.pause(weather.diskLatency);
            if (position >= content.bytes.length) return -1;
            int length = (int) Math.min(into.remaining(), content.bytes.length - position);
            into.put(content.bytes, (int) position, length);
            return length;
        }

        @Override
        public void force() throws IOException {
            machine.danger("force");
            var meant = List.copyOf(content.unforced);
            world.pause(weather.diskLatency);
            content.unforced.removeAll(meant);
            if (weather.forceFails()) {
                content.forsaken.addAll(meant);
                world.tell("a force fails");
                throw new IOException("Input/output error");
            }
            if (defect == Defect.SPOOL_NOT_FORCED) content.forsaken.addAll(meant);
            else keep(meant);
            machine.danger("forced");
        }

        private void keep(List<Write> meant) {
            for (var write : meant) {
                content.forced =
                        with(content.forced, write.position, write.bytes, 0, write.bytes.length);
            }
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void close() {}
    }
}
