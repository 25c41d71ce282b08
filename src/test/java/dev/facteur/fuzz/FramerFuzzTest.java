package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.smtp.DotStuffer;
import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.SmtpInput;
import dev.facteur.protocol.smtp.StrictContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client sends: lines, the content behind DATA, the chunks behind BDAT.
class FramerFuzzTest {
    private static final int LIMIT = 64;

    /// Where [SmtpInput] has to move what it holds.
    private static final int CAPACITY = 16_384;

    private static final Pattern BARE = Pattern.compile("\r(?!\n)|(?<!\r)\n|\0");
    private static final Pattern CHUNK = Pattern.compile("BDAT ([0-9]{1,4})( LAST)?");

    @FuzzTest
    void framesAreWhatTheDefinitionSaysHoweverTheBytesArrive(byte[] wire) throws IOException {
        var defined = new Definition(Cuts.latin1(wire)).frames();
        for (var cut : Cuts.values()) {
            assertThat(frames(cut.stream(wire))).as(cut.name()).isEqualTo(defined);
        }
        var later = frames(acrossTheBuffersEnd(wire));
        assertThat(later.subList(2, later.size())).isEqualTo(defined);
        for (var frame : defined) requireNothingHidden(frame);
    }

    /// Nothing that one server takes for the end of a line and another one does not.
    private static void requireNothingHidden(String frame) throws IOException {
        if (frame.startsWith("line ")) assertThat(frame).doesNotContain("\r", "\n", "\0");
        if (!frame.startsWith("content ")) return;
        var content = frame.substring("content ".length());
        assertThat(BARE.matcher(content).find()).isFalse();
        assertThat(content.isEmpty() || content.endsWith("\r\n")).isTrue();
        var wire = new ByteArrayOutputStream();
        var stuffer = new DotStuffer(wire);
        stuffer.write(content.getBytes(ISO_8859_1), 0, content.length());
        stuffer.finish();
        var again = new ByteArrayOutputStream();
        new SmtpInput(new ByteArrayInputStream(wire.toByteArray())).readData(again::write);
        assertThat(again.toString(ISO_8859_1)).isEqualTo(content);
    }

    /// Behind content that is so long that the buffer is full in the middle of `wire`.
    private static InputStream acrossTheBuffersEnd(byte[] wire) {
        var filler = "x".repeat(Math.max(0, CAPACITY - wire.length / 2 - 13));
        var all = new ByteArrayOutputStream();
        all.writeBytes(("DATA\r\n" + filler + "\r\n.\r\n").getBytes(ISO_8859_1));
        all.writeBytes(wire);
        return new ByteArrayInputStream(all.toByteArray());
    }

    private static List<String> frames(InputStream stream) throws IOException {
        var input = new SmtpInput(stream);
        var frames = new ArrayList<String>();
        try {
            for (var line = line(input, frames); line != null; line = line(input, frames)) {
                if (line.equals("DATA")) frames.add(content(input::readData));
                var chunk = CHUNK.matcher(line);
                if (chunk.matches()) frames.add(chunk(input, Integer.parseInt(chunk.group(1))));
            }
            frames.add("end");
        } catch (MalformedLine e) {
            frames.add("broken " + e.reason());
        } catch (EOFException _) {
            frames.add("cut");
        }
        return frames;
    }

    /// The next line, passing over those that are too long.
    private static @Nullable String line(SmtpInput input, List<String> frames) throws IOException {
        while (true) {
            try {
                var line = input.readLine(LIMIT);
                if (line != null) frames.add("line " + line);
                return line;
            } catch (MalformedLine e) {
                if (e.reason() != MalformedLine.Reason.TOO_LONG) throw e;
                frames.add("too long");
            }
        }
    }

    private static String chunk(SmtpInput input, int length) throws IOException {
        return content(sink -> {
            var strict = StrictContent.plain(sink);
            input.readChunk(length, strict);
            strict.finish();
        });
    }

    private interface Reading {
        void into(SmtpInput.Sink sink) throws IOException;
    }

    private static String content(Reading reading) throws IOException {
        var content = new ByteArrayOutputStream();
        try {
            reading.into(content::write);
            return "content " + content.toString(ISO_8859_1);
        } catch (MalformedLine _) {
            return "refused";
        }
    }

    /// The same by string operations on all bytes at once: slow, and plain enough to be right.
    private static final class Definition {
        private final String wire;
        private final List<String> frames = new ArrayList<>();
        private int position;

        Definition(String wire) {
            this.wire = wire;
        }

        List<String> frames() {
            while (position < wire.length()) {
                int end = wire.indexOf("\r\n", position);
                var bare = BARE.matcher(wire).region(position, wire.length());
                int defect = bare.find() ? bare.start() : Integer.MAX_VALUE;
                // A CR that is the last byte may yet become a line's end.
                if (defect == wire.length() - 1 && wire.endsWith("\r")) defect = Integer.MAX_VALUE;
                boolean tooLong = end(end) - position > LIMIT && defect - position > LIMIT;
                if (!tooLong && defect < end(end)) return with("broken " + reason(defect));
                if (end < 0) return with("cut");
                var line = wire.substring(position, end);
                position = end + 2;
                frames.add(tooLong ? "too long" : "line " + decoded(line));
                if (tooLong) continue;
                if (line.equals("DATA") && !data()) return with("cut");
                var chunk = CHUNK.matcher(line);
                if (chunk.matches() && !chunk(Integer.parseInt(chunk.group(1)))) return with("cut");
            }
            return with("end");
        }

        private int end(int end) {
            return end < 0 ? wire.length() : end;
        }

        private static String decoded(String line) {
            var bytes = line.getBytes(ISO_8859_1);
            return Cuts.utf8(bytes).orElse(line);
        }

        private String reason(int at) {
            return switch (wire.charAt(at)) {
                case '\r' -> "BARE_CR";
                case '\n' -> "BARE_LF";
                default -> "NUL";
            };
        }

        private boolean data() {
            int mark = wire.startsWith(".\r\n", position) ? position - 2 : -1;
            if (mark < 0) mark = wire.indexOf("\r\n.\r\n", position);
            if (mark < 0) return false;
            var raw = wire.substring(position, Math.max(position, mark + 2));
            position = mark + 5;
            var content = new StringBuilder();
            for (var line : raw.split("(?<=\r\n)")) {
                content.append(line.startsWith(".") ? line.substring(1) : line);
            }
            frames.add(BARE.matcher(raw).find() ? "refused" : "content " + content);
            return true;
        }

        private boolean chunk(int length) {
            if (length > wire.length() - position) return false;
            var content = wire.substring(position, position + length);
            position += length;
            boolean whole = content.isEmpty() || content.endsWith("\r\n");
            var ended = whole ? content : content + "\r\n";
            frames.add(BARE.matcher(content).find() ? "refused" : "content " + ended);
            return true;
        }

        private List<String> with(String last) {
            frames.add(last);
            return frames;
        }
    }
}
