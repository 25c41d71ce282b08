package dev.facteur.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// A message's bytes as they were kept. Each piece is checked as it is read; the last piece is
/// handed out only when the checksum of the whole is right.
public final class StoredContent extends InputStream {
    static final int PIECE = 64 << 10;

    private final Place place;
    private final Segment.Reader reader;
    private final CRC32C checksum = new CRC32C();
    private final byte[] piece;
    private int position;
    private int limit;
    private long fetched;

    StoredContent(Place place, Segment.Reader reader) {
        this.place = place;
        this.reader = reader;
        this.piece = new byte[(int) Math.min(PIECE, place.length())];
    }

    @Override
    public int read() throws IOException {
        if (position == limit && !fetch()) return -1;
        return piece[position++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) return 0;
        if (position == limit && !fetch()) return -1;
        int step = Math.min(length, limit - position);
        System.arraycopy(piece, position, into, offset, step);
        position += step;
        return step;
    }

    private boolean fetch() throws IOException {
        if (fetched == place.length()) return false;
        int wanted = (int) Math.min(piece.length, place.length() - fetched);
        var into = ByteBuffer.wrap(piece, 0, wanted);
        while (into.hasRemaining()) {
            if (reader.file().read(into, place.offset() + fetched + into.position()) < 0) {
                throw new IOException("the stored mail is cut short");
            }
        }
        checksum.update(piece, 0, wanted);
        fetched += wanted;
        if (fetched == place.length() && (int) checksum.getValue() != place.checksum()) {
            throw new IOException("the stored mail is damaged: its checksum is wrong");
        }
        position = 0;
        limit = wanted;
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
