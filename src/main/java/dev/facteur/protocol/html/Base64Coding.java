package dev.facteur.protocol.html;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Base64 (RFC 2045 §6.8). A change shifts all that follows it, so the part is encoded anew, in
/// lines as long as its first one was: without a change it is what it was before.
final class Base64Coding implements PartCoding, Ink {
    private static final int WIDTH = 76;
    private static final byte[] VALUES = values();

    private final Sink out;
    private final HtmlTags tags;
    private final byte[] one = new byte[1];
    private final Base64.Encoder encoder = Base64.getEncoder();
    private byte[] waiting = new byte[WIDTH];
    private int waitingLength;
    private int width;
    private int firstLine;
    private boolean begun;
    private int bits;
    private int bitCount;
    private boolean padded;
    private int breaks;

    Base64Coding(HtmlChange change, boolean adds, Sink out) {
        this.out = out;
        this.tags = new HtmlTags(change, adds, this);
    }

    @Override
    public void line(byte[] bytes, int from, int to) throws IOException {
        if (from == to) return;
        if (padded) {
            after(bytes, from, to);
            return;
        }
        if (firstLine == 0) {
            for (; breaks > 0; breaks--) out.write("\r\n");
            firstLine = to - from;
        } else if (width == 0) {
            width = firstLine <= WIDTH && firstLine % 4 == 0 ? firstLine : WIDTH;
        }
        breaks = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '=') end();
            else if (!padded) decode(VALUES[bytes[i] & 0xff]);
        }
    }

    @Override
    public void lineBreak() {
        breaks++;
    }

    @Override
    public void finish() throws IOException {
        end();
        for (int i = 0; i < breaks; i++) out.write("\r\n");
    }

    /// What is no character of base64 is not looked at (§6.8).
    private void decode(byte value) throws IOException {
        if (value < 0) return;
        bits = (bits << 6 | value) & 0xffffff;
        bitCount += 6;
        if (bitCount < 8) return;
        bitCount -= 8;
        one[0] = (byte) (bits >> bitCount);
        tags.take(one[0], one, 0, 1);
    }

    /// The text ends with its padding, whatever comes behind it.
    private void end() throws IOException {
        if (padded) return;
        padded = true;
        tags.finish(true);
        if (width == 0) width = WIDTH;
        drain(true);
    }

    private void after(byte[] bytes, int from, int to) throws IOException {
        for (; breaks > 0; breaks--) out.write("\r\n");
        out.write(bytes, from, to);
    }

    @Override
    public void raw(byte[] bytes, int from, int to) throws IOException {
        int count = to - from;
        if (waitingLength + count > waiting.length) {
            waiting = Arrays.copyOf(waiting, Math.max(waitingLength + count, 2 * waiting.length));
        }
        System.arraycopy(bytes, from, waiting, waitingLength, count);
        waitingLength += count;
        drain(false);
    }

    /// Writes whole lines, once it is known how long they are; the last one at the end.
    private void drain(boolean all) throws IOException {
        if (width == 0) return;
        int bytes = width / 4 * 3;
        int start = 0;
        while (waitingLength - start > (all ? 0 : bytes)) {
            int count = Math.min(bytes, waitingLength - start);
            var line = encoder.encode(Arrays.copyOfRange(waiting, start, start + count));
            if (begun) out.write("\r\n");
            out.write(line, 0, line.length);
            begun = true;
            start += count;
        }
        if (start == 0) return;
        System.arraycopy(waiting, start, waiting, 0, waitingLength - start);
        waitingLength -= start;
    }

    @Override
    public void value(byte[] bytes, Tag.Place place, String value) throws IOException {
        raw(bytes, place.start(), place.from());
        insert(value);
        raw(bytes, place.to(), place.after());
    }

    @Override
    public void insert(String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        raw(bytes, 0, bytes.length);
    }

    private static byte[] values() {
        var values = new byte[256];
        Arrays.fill(values, (byte) -1);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) values[alphabet.charAt(i)] = (byte) i;
        return values;
    }
}
