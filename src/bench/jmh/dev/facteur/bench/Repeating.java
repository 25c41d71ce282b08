package dev.facteur.bench;

import java.io.InputStream;

/// A client that says the same for ever, as much at once as it is asked for.
public final class Repeating extends InputStream {
    private final byte[] bytes;
    private int position;

    public Repeating(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public int read() {
        int octet = bytes[position] & 0xff;
        position = (position + 1) % bytes.length;
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, into, offset, count);
        position = (position + count) % bytes.length;
        return count;
    }
}
