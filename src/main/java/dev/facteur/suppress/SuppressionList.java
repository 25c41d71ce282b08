package dev.facteur.suppress;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.mail.Stream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Suppressions as CSV (RFC 4180), ours and what providers export: a first line names the columns,
/// of which only the address has to be there.
public final class SuppressionList {
    private static final String HEADER = "address,stream,cause,since,expires,detail\r\n";
    private static final List<String> ADDRESS =
            List.of("address", "email", "recipient", "emailaddress");
    private static final List<String> EXPIRES = List.of("expires", "expires_at");
    private static final List<String> DETAIL = List.of("detail", "reason", "error");

    private SuppressionList() {}

    /// What was read.
    ///
    /// @param unreadable the numbers of lines that name no address, from 1
    public record Read(List<Suppression> suppressions, List<Integer> unreadable) {}

    public static String write(List<Suppression> some) {
        var text = new StringBuilder(HEADER);
        for (var one : some) {
            text.append(quoted(one.address())).append(',');
            text.append(one.stream().word()).append(',');
            text.append(one.cause().word()).append(',');
            text.append(one.since()).append(',');
            text.append(one.expires() == null ? "" : one.expires()).append(',');
            text.append(quoted(one.detail())).append("\r\n");
        }
        return text.toString();
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /// A line that names no stream stands for both, one that names no cause for a wish of the
    /// operator's.
    public static Read read(String text, long siteId, Instant now) {
        var rows = rows(text);
        var suppressions = new ArrayList<Suppression>();
        var unreadable = new ArrayList<Integer>();
        var columns = columns(rows);
        for (int i = columns.isEmpty() ? 0 : 1; i < rows.size(); i++) {
            var row = rows.get(i);
            if (row.size() == 1 && row.getFirst().isBlank()) continue;
            var read = suppressions(row, columns, siteId, now);
            if (read.isEmpty()) unreadable.add(i + 1);
            suppressions.addAll(read);
        }
        return new Read(suppressions, unreadable);
    }

    /// Empty where the first line names none: then the address stands first.
    private static Map<String, Integer> columns(List<List<String>> rows) {
        var columns = new HashMap<String, Integer>();
        if (rows.isEmpty()) return columns;
        var first = rows.getFirst();
        for (int i = 0; i < first.size(); i++) {
            columns.putIfAbsent(first.get(i).strip().toLowerCase(Locale.ROOT), i);
        }
        return ADDRESS.stream().anyMatch(columns::containsKey) ? columns : new HashMap<>();
    }

    private static List<Suppression> suppressions(
            List<String> row, Map<String, Integer> columns, long siteId, Instant now) {
        var address = columns.isEmpty() ? row.getFirst() : cell(row, columns, ADDRESS);
        if (address(address).isEmpty()) return List.of();
        var word = cell(row, columns, List.of("stream"));
        var streams = new ArrayList<Stream>();
        for (var stream : Stream.values()) {
            if (word.isEmpty() || stream.word().equals(word)) streams.add(stream);
        }
        var cause = Cause.of(cell(row, columns, List.of("cause"))).orElse(Cause.BY_HAND);
        var detail = cell(row, columns, DETAIL);
        var since = time(cell(row, columns, List.of("since")));
        var expires = time(cell(row, columns, EXPIRES));
        return streams.stream()
                .map(stream ->
                        new Suppression(
                                siteId,
                                stream,
                                address.strip(),
                                cause,
                                detail,
                                null,
                                null,
                                since == null ? now : since,
                                expires))
                .toList();
    }

    /// As it has to be written to be suppressed.
    public static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.parse(text.strip()));
        } catch (MalformedAddress e) {
            return Optional.empty();
        }
    }

    private static String cell(List<String> row, Map<String, Integer> columns, List<String> names) {
        for (var name : names) {
            var column = columns.get(name);
            if (column != null && column < row.size()) return row.get(column).strip();
        }
        return "";
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static List<List<String>> rows(String text) {
        var rows = new ArrayList<List<String>>();
        var row = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        // A mark of the byte order is no part of the first name.
        for (int i = text.startsWith("\ufeff") ? 1 : 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
                cell.append(c);
            } else if (c != '\r') {
                row.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            }
        }
        if (!row.isEmpty() || !cell.isEmpty()) {
            row.add(cell.toString());
            rows.add(row);
        }
        return rows;
    }
}
