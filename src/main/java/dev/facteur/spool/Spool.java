package dev.facteur.spool;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Disk;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.smtp.MailContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the bytes of messages in append-only segment files, encrypted, each under a key of its
/// own.
///
/// **Writing.** A message is gathered in a [Draft]. A small one is written in one piece to the
/// shared segment that is open now; a large one streams into a segment of its own, so that it never
/// sits in the heap and goes away by itself. Nothing is durable before [#sync], which the committer
/// calls before the database commits the rows that point here. Bytes without a row are dead: after
/// a crash nobody refers to them, and a new run never appends to a segment of an earlier one.
///
/// **Deleting.** A mail's bytes are lost to everybody at the moment its row forgets the key
/// ([ContentKey]); who shares the segment does not matter. The file is deleted whole by [#sweep],
/// when it holds no unfinished mail and no row has a key to anything in it.
///
/// **Failing disks.** When forcing a segment fails, the kernel may have dropped the bytes while
/// later calls succeed. Such a segment is marked broken: whoever has unsynced bytes there is told
/// no by [#requireSound], and the next message starts another segment.
///
/// Thread-safe. Appends run in the sessions' threads, each into a range it has reserved.
public final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Disk disk;
    private final Path folder;
    private final Settings settings;
    private final ContentKeys keys;
    private final Object lock = new Object();
    // Guarded by lock.
    private final Map<Long, Segment> segments = new HashMap<>();
    private final List<Segment> unsynced = new ArrayList<>();
    private @Nullable Segment current;
    private long nextId;

    /// @param segmentBytes when a shared segment is full
    /// @param largeBytes from where a message gets a segment of its own; whole pieces of 64 KiB
    /// @param reserveBytes room that is left to the database and everybody else
    public record Settings(long segmentBytes, int largeBytes, long reserveBytes) {
        public Settings {
            if (largeBytes % Pieces.PIECE != 0)
                throw new IllegalArgumentException("no whole piece");
        }

        public static Settings of(long reserveBytes) {
            return new Settings(64L << 20, 256 << 10, reserveBytes);
        }
    }

    private Spool(Disk disk, Path folder, Settings settings, ContentKeys keys) {
        this.disk = disk;
        this.folder = folder;
        this.settings = settings;
        this.keys = keys;
    }

    /// Opens the folder, which must exist. Segments of earlier runs are found; tell their
    /// unfinished mails with [#restore] before the first [#sweep].
    public static Spool open(
            Disk disk, Clock clock, Path folder, Settings settings, ContentKeys keys)
            throws StorageException {
        var spool = new Spool(disk, folder, settings, keys);
        try {
            for (var file : disk.list(folder)) {
                long id = Segment.idOf(file);
                if (id < 0) continue;
                spool.segments.put(id, Segment.found(id, file));
                spool.nextId = Math.max(spool.nextId, id + 1);
            }
        } catch (IOException failure) {
            throw trouble("opening " + folder, failure);
        }
        // Ids follow the clock, so that a row whose segment was deleted never meets a newer one.
        spool.nextId = Math.max(spool.nextId, clock.now().toEpochMilli());
        return spool;
    }

    /// Counts a segment's unfinished mails, as the database knows them at start.
    public void restore(long segment, int unfinished) {
        synchronized (lock) {
            var found = segments.get(segment);
            if (found == null) {
                LOG.atError()
                        .addKeyValue("segment", segment)
                        .addKeyValue("mails", unfinished)
                        .addKeyValue("folder", folder)
                        .log("a spool segment with unfinished mail is missing");
                return;
            }
            found.unfinished += unfinished;
        }
    }

    /// Starts a message.
    public Draft draft() {
        var key = keys.fresh();
        return new Draft(this, settings.largeBytes(), keys.seal(key), new Pieces(key));
    }

    /// Writes a whole small message and reserves its place.
    Place append(byte[] sealed, int length, ContentKey key) throws StorageException {
        requireRoom(sealed.length);
        Segment segment;
        long offset;
        synchronized (lock) {
            segment = shared(sealed.length);
            offset = segment.size;
            segment.size += sealed.length;
            segment.unfinished++;
        }
        try {
            segment.write(ByteBuffer.wrap(sealed), offset);
        } catch (IOException failure) {
            finished(segment.id);
            throw trouble("writing " + segment.path, failure);
        }
        markUnsynced(segment);
        return new Place(segment.id, offset, length, key);
    }

    /// Creates a segment for one large message.
    Segment createOwn() throws StorageException {
        synchronized (lock) {
            var segment = create();
            segment.single = true;
            segment.unfinished++;
            return segment;
        }
    }

    /// Leaves the reserve alone. When room is short, finished mail gives way before its time is
    /// over: keeping old bytes must never stop new mail.
    void requireRoom(long bytes) throws StorageException {
        while (room() - bytes < settings.reserveBytes()) {
            var oldest = oldestIdle();
            if (oldest == null) {
                throw new StorageException(
                        "less than "
                                + settings.reserveBytes()
                                + " bytes would stay free at "
                                + folder,
                        true,
                        null);
            }
            delete(oldest);
        }
    }

    private long room() throws StorageException {
        try {
            return disk.room(folder);
        } catch (IOException failure) {
            throw trouble("asking for the room at " + folder, failure);
        }
    }

    private @Nullable Segment oldestIdle() {
        synchronized (lock) {
            var oldest =
                    segments.values().stream()
                            .filter(segment -> segment.isIdle(current))
                            .min(Comparator.comparingLong(segment -> segment.id))
                            .orElse(null);
            if (oldest != null) segments.remove(oldest.id);
            return oldest;
        }
    }

    void markUnsynced(Segment segment) {
        synchronized (lock) {
            if (!unsynced.contains(segment)) unsynced.add(segment);
        }
    }

    /// Makes all that was written so far durable. Called by the committer before it commits;
    /// failures show in [#requireSound].
    public void sync() {
        List<Segment> dirty;
        synchronized (lock) {
            if (unsynced.isEmpty()) return;
            dirty = List.copyOf(unsynced);
            unsynced.clear();
        }
        for (var segment : dirty) {
            try {
                if (segment.isNew()) disk.forceFolder(folder);
                segment.force();
                // Thousands of large mails may wait; only shared segments keep their file open.
                if (segment.single) segment.close();
            } catch (IOException failure) {
                markBroken(segment, failure);
            }
        }
    }

    private void markBroken(Segment segment, IOException failure) {
        LOG.atError()
                .addKeyValue("segment", segment.path)
                .addKeyValue("reason", failure.getMessage())
                .log("the spool could not be forced to disk; its newest mails are refused");
        synchronized (lock) {
            segment.broken = true;
            if (current == segment) current = null;
        }
    }

    /// To be asked inside the unit of work that stores a row for this place.
    ///
    /// @throws StorageException when the bytes may not have reached the disk
    public void requireSound(Place place) throws StorageException {
        synchronized (lock) {
            var segment = segments.get(place.segment());
            if (segment == null || segment.broken) {
                throw new StorageException("the spool could not be forced to disk", false, null);
            }
        }
    }

    /// Opens a message's bytes. Damage is an [IOException], never a changed message.
    public StoredContent open(Place place) throws IOException {
        var pieces = new Pieces(keys.open(place.key()));
        Segment segment;
        synchronized (lock) {
            segment = segments.get(place.segment());
        }
        if (segment == null) throw gone();
        return new StoredContent(place, segment.reader(disk), pieces);
    }

    static IOException gone() {
        return new IOException("the bytes of this mail are no longer kept");
    }

    /// A message's bytes for several readings. Those of a small message are read and checked here,
    /// once, so that signing and sending cost the disk one reading; those of a large one are
    /// streamed anew each time.
    public MailContent content(Place place) throws IOException {
        if (place.length() > Pieces.PIECE) return () -> open(place);
        try (var stored = open(place)) {
            var bytes = stored.whole();
            return () -> new ByteArrayInputStream(bytes);
        }
    }

    /// One mail of this segment needs its bytes no more (or never came to be).
    public void finished(long segment) {
        synchronized (lock) {
            var found = segments.get(segment);
            if (found != null) found.unfinished--;
        }
    }

    /// A finished mail is taken up again, if its bytes are still there.
    public boolean revive(long segment) {
        synchronized (lock) {
            var found = segments.get(segment);
            if (found == null) return false;
            found.unfinished++;
            return true;
        }
    }

    /// Which segments hold bytes that a row has the key to.
    @FunctionalInterface
    public interface Kept {
        Set<Long> segments() throws StorageException;
    }

    /// Deletes the segments that nobody can read anything in any more. To be called now and then.
    ///
    /// @return how many
    public int sweep(Kept kept) throws StorageException {
        // Before the rows are asked: what is idle now gets no new mail while they answer.
        var idle = idle();
        if (idle.isEmpty()) return 0;
        var needed = kept.segments();
        idle.removeIf(segment -> needed.contains(segment.id));
        synchronized (lock) {
            idle.removeIf(segment -> !segment.isIdle(current));
            for (var segment : idle) segments.remove(segment.id);
        }
        idle.forEach(this::delete);
        return idle.size();
    }

    private List<Segment> idle() {
        synchronized (lock) {
            var idle = new ArrayList<Segment>();
            for (var segment : segments.values()) if (segment.isIdle(current)) idle.add(segment);
            return idle;
        }
    }

    /// A large message was given up; nothing of it stays.
    void discard(Segment own) {
        synchronized (lock) {
            segments.remove(own.id);
        }
        delete(own);
    }

    private void delete(Segment segment) {
        try {
            segment.close();
            disk.delete(segment.path);
        } catch (IOException failure) {
            LOG.atWarn()
                    .addKeyValue("segment", segment.path)
                    .addKeyValue("reason", failure.getMessage())
                    .log("a spool segment could not be deleted; the next start tries again");
        }
    }

    /// The shared segment with room for `length` bytes. Called under the lock.
    private Segment shared(long length) throws StorageException {
        var open = current;
        if (open == null || open.size + length > settings.segmentBytes()) {
            open = create();
            current = open;
        }
        return open;
    }

    private Segment create() throws StorageException {
        long id = nextId++;
        var path = folder.resolve(Segment.nameOf(id));
        try {
            var segment = Segment.created(id, path, disk.create(path));
            segments.put(id, segment);
            return segment;
        } catch (IOException failure) {
            throw trouble("creating " + path, failure);
        }
    }

    static StorageException trouble(String doing, IOException failure) {
        var reason = String.valueOf(failure.getMessage());
        // The JDK has no type for ENOSPC and EDQUOT; their texts are those of the C library.
        boolean full =
                reason.contains("No space left on device") || reason.contains("quota exceeded");
        return new StorageException("spool: " + doing + ": " + reason, full, failure);
    }

    @Override
    public void close() {
        synchronized (lock) {
            for (var segment : segments.values()) {
                try {
                    segment.close();
                } catch (IOException failure) {
                    // Nothing unsynced is acknowledged, so nothing is lost by a failed close.
                }
            }
            segments.clear();
            current = null;
        }
    }
}
