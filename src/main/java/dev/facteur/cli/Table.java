package dev.facteur.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Rows and columns for people. Numbers stand to the right. In a window that is too narrow the
/// widest columns are cut; without a window nothing is.
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_COLUMN = 8;

    private final List<String> titles;
    private final Set<Integer> whole;
    private final List<List<Cell>> rows = new ArrayList<>();

    Table(List<String> titles) {
        this(titles, Set.of());
    }

    /// @param whole columns that are useless when cut: ids, times, states
    Table(List<String> titles, Set<Integer> whole) {
        this.titles = List.copyOf(titles);
        this.whole = Set.copyOf(whole);
    }

    /// What stands in one place.
    record Cell(String text, boolean number, Tint tint) {
        static Cell of(Object value) {
            if (value instanceof Cell cell) return cell;
            return new Cell(printable(value.toString()), value instanceof Number, Tint.PLAIN);
        }

        int width() {
            return text.codePointCount(0, text.length());
        }
    }

    /// Text from remotes and mails must not steer the terminal.
    static String printable(String text) {
        if (text.codePoints().noneMatch(Character::isISOControl)) return text;
        return text.codePoints()
                .map(point -> Character.isISOControl(point) ? ' ' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Adds a row: cells, numbers or anything that can be written.
    Table row(Object... values) {
        var cells = new ArrayList<Cell>();
        for (var value : values) cells.add(Cell.of(value));
        rows.add(cells);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /// @param width columns of the window; 0 for as wide as needed
    String render(int width, boolean coloured) {
        var widths = fit(widths(), width);
        var text = new StringBuilder();
        if (titles.stream().anyMatch(title -> !title.isEmpty())) {
            var heads = titles.stream().map(title -> new Cell(title, false, Tint.BOLD)).toList();
            text.append(line(heads, widths, coloured)).append('\n');
        }
        for (var row : rows) text.append(line(row, widths, coloured)).append('\n');
        return text.toString();
    }

    private int[] widths() {
        var widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = titles.get(i).length();
            for (var row : rows) widths[i] = Math.max(widths[i], row.get(i).width());
        }
        return widths;
    }

    private int[] fit(int[] widths, int width) {
        if (width == 0) return widths;
        int room = width - GAP.length() * (widths.length - 1);
        int used = 0;
        for (int column : widths) used += column;
        while (used > room) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                if (whole.contains(i) || widths[i] <= LEAST_COLUMN) continue;
                if (widest < 0 || widths[i] > widths[widest]) widest = i;
            }
            if (widest < 0) break;
            widths[widest]--;
            used--;
        }
        return widths;
    }

    private String line(List<Cell> cells, int[] widths, boolean coloured) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < widths.length; i++) {
            var cell = cells.get(i);
            boolean right = cell.number() || rows.stream().anyMatch(numbersIn(i));
            parts.add(padded(cell, widths[i], right, coloured));
        }
        return parts.stream().collect(Collectors.joining(GAP)).stripTrailing();
    }

    private static Predicate<List<Cell>> numbersIn(int column) {
        return row -> row.get(column).number();
    }

    private static String padded(Cell cell, int width, boolean right, boolean coloured) {
        var text = cell.width() > width ? cut(cell.text(), width) : cell.text();
        var padding = " ".repeat(Math.max(0, width - cell.width()));
        var tinted = coloured ? cell.tint().over(text) : text;
        return right ? padding + tinted : tinted + padding;
    }

    private static String cut(String text, int width) {
        return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
}
