package dev.facteur.spool;

import dev.facteur.platform.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One message on its way into the spool. Used by one thread; ended by [#place] or [#close].
public final class Draft implements AutoCloseable {
    private static final int FIRST_BUFFER = 16 << 10;

    private final Spool spool;
    private final int largeBytes;
    private final ContentKey key;
    private final Pieces pieces;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int buffered;
    private @Nullable Segment own;
    private long flushed;
    private boolean placed;

    Draft(Spool spool, int largeBytes, ContentKey key, Pieces pieces) {
        this.spool = spool;
        this.largeBytes = largeBytes;
        this.key = key;
        this.pieces = pieces;
    }

    public void write(byte[] bytes, int offset, int length) throws StorageException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == largeBytes) flush();
            int step = Math.min(left, largeBytes - buffered);
            ensure(buffered + step);
            System.arraycopy(bytes, from, buffer, buffered, step);
            buffered += step;
            from += step;
            left -= step;
        }
    }

    /// The same for those who write to streams. Closing it does nothing.
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws StorageException {
                Draft.this.write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws StorageException {
                Draft.this.write(bytes, offset, length);
            }
        };
    }

    /// Bytes written so far.
    public long length() {
        return flushed + buffered;
    }

    /// Ends the message and tells where it lies. Not durable before the spool's next sync.
    public Place place() throws StorageException {
        if (own == null) {
            var place = spool.append(pieces.seal(buffer, buffered), buffered, key);
            placed = true;
            return place;
        }
        flush();
        spool.markUnsynced(own);
        placed = true;
        return new Place(own.id, 0, flushed, key);
    }

    private void flush() throws StorageException {
        if (own == null) own = spool.createOwn();
        var sealed = pieces.seal(buffer, buffered);
        spool.requireRoom(sealed.length);
        try {
            own.write(ByteBuffer.wrap(sealed), Pieces.onDisk(flushed));
        } catch (IOException failure) {
            throw Spool.trouble("writing " + own.path, failure);
        }
        flushed += buffered;
        buffered = 0;
    }

    private void ensure(int capacity) {
        if (capacity <= buffer.length) return;
        buffer = Arrays.copyOf(buffer, Math.min(largeBytes, Math.max(capacity, buffer.length * 2)));
    }

    /// Gives an unplaced message up.
    @Override
    public void close() {
        if (!placed && own != null) spool.discard(own);
        placed = true;
    }
}
