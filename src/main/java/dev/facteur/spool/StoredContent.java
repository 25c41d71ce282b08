package dev.facteur.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// A message's bytes as they were handed over. Each piece is decrypted and checked before any of it
/// is handed out.
public final class StoredContent extends InputStream {
    private final Place place;
    private final Segment.Reader reader;
    private final Pieces pieces;
    private final byte[] sealed;
    private final byte[] piece;
    private int position;
    private int limit;
    private long fetched;

    StoredContent(Place place, Segment.Reader reader, Pieces pieces) {
        this.place = place;
        this.reader = reader;
        this.pieces = pieces;
        this.piece = new byte[(int) Math.min(Pieces.PIECE, place.length())];
        this.sealed = new byte[piece.length + Pieces.TAG];
    }

    /// All of a message that is no longer than one piece, without a copy.
    byte[] whole() throws IOException {
        fetch();
        return piece;
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
        var into = ByteBuffer.wrap(sealed, 0, wanted + Pieces.TAG);
        long start = place.offset() + Pieces.onDisk(fetched);
        while (into.hasRemaining()) {
            if (reader.file().read(into, start + into.position()) < 0) {
                throw new IOException("the stored mail is cut short");
            }
        }
        pieces.open(sealed, wanted + Pieces.TAG, piece);
        fetched += wanted;
        position = 0;
        limit = wanted;
        return true;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
