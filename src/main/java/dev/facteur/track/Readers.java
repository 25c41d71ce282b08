package dev.facteur.track;

import dev.facteur.platform.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells persons from machines by the table `readers.tsv`. Immutable.
final class Readers {
    private static final String TABLE = "readers.tsv";
    private static final int COLUMNS = 5;

    private final List<Row> rows;

    private Readers(List<Row> rows) {
        this.rows = rows;
    }

    private sealed interface Sign {
        record Agent(String part) implements Sign {}

        record WholeAgent(String agent) implements Sign {}

        record From(Network network) implements Sign {}
    }

    private record Row(Sign sign, Reader reader) {}

    /// @throws IllegalStateException when a row of the table is none: an error of the program
    static Readers load() {
        try (var in = Readers.class.getResourceAsStream(TABLE)) {
            if (in == null) throw new IllegalStateException(TABLE + " is missing");
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            var rows = new ArrayList<Row>();
            text.lines().filter(line -> !line.startsWith("#")).map(Readers::row).forEach(rows::add);
            return new Readers(List.copyOf(rows));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Row row(String line) {
        var cells = line.split("\t", -1);
        if (cells.length != COLUMNS || cells[3].isEmpty() || cells[4].isEmpty()) {
            throw new IllegalStateException("no row of " + TABLE + ": " + line);
        }
        boolean machine =
                switch (cells[2]) {
                    case "machine" -> true;
                    case "proxy" -> false;
                    default -> throw new IllegalStateException("neither: " + line);
                };
        return new Row(sign(cells[0], cells[1]), new Reader(machine, cells[3]));
    }

    private static Sign sign(String how, String what) {
        return switch (how) {
            case "agent" -> new Sign.Agent(what.toLowerCase(Locale.ROOT));
            case "agent-is" -> new Sign.WholeAgent(what);
            case "network" -> new Sign.From(Network.parse(what).orElseThrow());
            default -> throw new IllegalStateException("no sign of a reader: " + how);
        };
    }

    /// @param address where the request is from, null where nobody can say
    /// @param agent as the request names its program, `""` where it names none
    Reader reader(@Nullable InetAddress address, String agent) {
        var lower = agent.toLowerCase(Locale.ROOT);
        for (var row : rows) {
            boolean fits =
                    switch (row.sign) {
                        case Sign.Agent(var part) -> lower.contains(part);
                        case Sign.WholeAgent(var whole) -> agent.strip().equals(whole);
                        case Sign.From(var network) -> address != null && network.contains(address);
                    };
            if (fits) return row.reader;
        }
        return Reader.PERSON;
    }
}
