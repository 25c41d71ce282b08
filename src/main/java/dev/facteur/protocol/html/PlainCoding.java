package dev.facteur.protocol.html;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Text as it is (`7bit`, `8bit`, `binary`). A line that would become too long by what is put into
/// it is broken inside the tag, where HTML takes a line break for a space.
final class PlainCoding implements PartCoding, Ink {
    private static final byte[] BREAK = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Sink out;
    private final HtmlTags tags;
    private int room;

    PlainCoding(HtmlChange change, boolean adds, Sink out) {
        this.out = out;
        this.tags = new HtmlTags(change, adds, this);
    }

    @Override
    public void line(byte[] bytes, int from, int to) throws IOException {
        room = LINE - (to - from);
        for (int i = from; i < to; i++) tags.take(bytes[i], bytes, i, i + 1);
    }

    @Override
    public void lineBreak() throws IOException {
        tags.take(BREAK[0], BREAK, 0, 1);
        tags.take(BREAK[1], BREAK, 1, 2);
    }

    @Override
    public void finish() throws IOException {
        tags.finish(true);
    }

    @Override
    public void raw(byte[] bytes, int from, int to) throws IOException {
        out.write(bytes, from, to);
    }

    @Override
    public void value(byte[] bytes, Tag.Place place, String value) throws IOException {
        boolean fits = value.length() <= room;
        if (fits) room -= value.length();
        else out.write(BREAK, 0, BREAK.length);
        out.write(bytes, place.start(), place.from());
        out.write(value);
        out.write(bytes, place.to(), place.after());
        if (!fits) out.write(BREAK, 0, BREAK.length);
    }

    @Override
    public void insert(String text) throws IOException {
        boolean fits = text.length() <= room;
        if (fits) room -= text.length();
        else out.write(BREAK, 0, BREAK.length);
        out.write(text);
        if (!fits) out.write(BREAK, 0, BREAK.length);
    }
}
