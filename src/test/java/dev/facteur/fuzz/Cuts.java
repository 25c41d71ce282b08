package dev.facteur.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/// The same bytes, arriving in other pieces each time: what is read must not depend on it. The
/// pieces follow from the bytes, so that a kept input does the same on every run.
enum Cuts {
    WHOLE,
    ONE_BY_ONE,
    /// As from somebody who waits for an answer after each line.
    LINE_BY_LINE,
    ANYHOW;

    private static final int LONGEST_PIECE = 9;

    /// Takes a piece; the array is only lent.
    @FunctionalInterface
    interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    /// How long the piece at a position is, at most.
    private IntUnaryOperator lengths(byte[] bytes) {
        var random = new Random(Arrays.hashCode(bytes));
        return switch (this) {
            case WHOLE -> position -> bytes.length - position;
            case ONE_BY_ONE -> _ -> 1;
            case LINE_BY_LINE -> position -> lineLength(bytes, position);
            case ANYHOW -> _ -> 1 + random.nextInt(LONGEST_PIECE);
        };
    }

    private static int lineLength(byte[] bytes, int position) {
        int end = position;
        while (end < bytes.length && bytes[end] != '\n') end++;
        return end + 1 - position;
    }

    InputStream stream(byte[] bytes) {
        var lengths = lengths(bytes);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, lengths.applyAsInt(pos)));
            }
        };
    }

    void feed(byte[] bytes, int from, Sink sink) throws IOException {
        var lengths = lengths(bytes);
        int position = from;
        while (position < bytes.length) {
            int length = Math.min(lengths.applyAsInt(position), bytes.length - position);
            sink.accept(bytes, position, length);
            position += length;
        }
    }

    /// The input as text, empty when it is no UTF-8.
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// Several inputs out of one: its lines, at most so many, the last one with the rest.
    static List<byte[]> lines(byte[] bytes, int most) {
        var lines = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i < bytes.length && lines.size() < most - 1; i++) {
            if (bytes[i] != '\n') continue;
            lines.add(Arrays.copyOfRange(bytes, start, i));
            start = i + 1;
        }
        lines.add(Arrays.copyOfRange(bytes, start, bytes.length));
        return lines;
    }
}
