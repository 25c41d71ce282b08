package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.protocol.bounce.AddressScanner.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the text of a report apart by the recipients it speaks of.
///
/// Nearly all mail servers begin a line with the address that failed and say below it why; some
/// show the dialogue with the next server (`>>> RCPT To:<…>`). Where no line begins so, one that
/// leads up to an address counts: `Unable to deliver message to: <…>`.
final class Passages {
    /// More recipients than these no report without a machine's part has.
    private static final int MAX = 1_000;

    /// More recipients than these no line tells the same of: each gets all that follows.
    private static final int MAX_TOGETHER = 20;

    /// Within a paragraph, how far in the line stands that named somebody; before there is one.
    private static final int NO_MARGIN = Integer.MAX_VALUE;

    private static final List<String> NO_LEADS = List.of("from:", "mailto:", "contact:");

    private static final List<String> ORIGINS = List.of("(expanded from", "(generated from");

    private static final String[] LEADS = {
        "to",
        "address",
        "recipient",
        "recipients",
        "userid",
        "for",
        "user",
        "mailbox",
        "account",
        "无法发送到"
    };

    private final Set<Address> others;
    private final Map<String, StringBuilder> texts = new LinkedHashMap<>();
    private final Map<String, Address> addresses = new LinkedHashMap<>();

    private Passages(Set<Address> others) {
        this.others = others;
    }

    /// How a line may say whom it is about, the surest first.
    private enum Way {
        /// It begins with the address, or has it in a command.
        NAMED,
        /// It leads up to the address.
        LED,
        /// It tells, beside subject and date, to whom the mail was written.
        SUMMARY
    }

    /// What is said of one recipient, the line that names him included.
    record Passage(Address address, String text) {
        /// Servers write an address in other letters than they got it.
        boolean isAbout(Address other) {
            return address.toString().equalsIgnoreCase(other.toString());
        }
    }

    /// @param others who are no recipients: those who wrote the report and who got it
    static List<Passage> of(String text, Set<Address> others) {
        for (var known : List.of(others, Set.<Address>of())) {
            for (var way : Way.values()) {
                var passages = new Passages(known);
                passages.read(text, way);
                boolean sole = way != Way.NAMED && passages.texts.size() == 1;
                // What is told of the only one may stand above the line that names him.
                if (sole) return List.of(new Passage(passages.all().getFirst().address, text));
                if (!passages.texts.isEmpty()) return passages.all();
            }
        }
        return List.of();
    }

    private List<Passage> all() {
        var all = new ArrayList<Passage>();
        texts.forEach((key, text) -> {
            var address = addresses.get(key);
            if (address != null) all.add(new Passage(address, text.toString()));
        });
        return all;
    }

    private void read(String text, Way way) {
        var current = List.<StringBuilder>of();
        int margin = NO_MARGIN;
        var announcement = "";
        for (var line : (Iterable<String>) text.lines()::iterator) {
            var named = new ArrayList<>(named(line, way, margin));
            named.removeAll(others);
            if (!named.isEmpty() && texts.size() < MAX) {
                current = named.stream().map(this::passage).toList();
                margin = indentation(line);
            }
            if (line.isBlank()) margin = NO_MARGIN;
            if (named.isEmpty() && line.isBlank() && !announcement.isEmpty()) continue;
            append(current, announcement);
            announcement = named.isEmpty() && announces(line) ? line + "\n" : "";
            if (announcement.isEmpty()) append(current, line + "\n");
        }
        append(current, announcement);
    }

    /// Whether it may tell something of all whom the next lines name: `These recipients are
    /// unknown:`.
    private static boolean announces(String line) {
        return line.endsWith(":");
    }

    private static void append(List<StringBuilder> passages, String text) {
        for (var passage : passages) passage.append(text);
    }

    private static List<Address> named(String line, Way way, int margin) {
        return switch (way) {
            case NAMED -> named(line, margin);
            case LED -> isSummary(line) ? List.of() : led(line);
            case SUMMARY -> led(line);
        };
    }

    private StringBuilder passage(Address address) {
        var key = address.toString().toLowerCase(Locale.ROOT);
        addresses.putIfAbsent(key, address);
        return texts.computeIfAbsent(key, _ -> new StringBuilder());
    }

    /// The addresses that a line begins with, or the one that a command in it names. A line that
    /// stands further in than `margin` goes on with what was said of somebody: the address that it
    /// happens to begin with is no recipient's.
    private static List<Address> named(String line, int margin) {
        var found = AddressScanner.all(line);
        if (found.isEmpty()) return List.of();
        var first = found.getFirst();
        var before = line.substring(0, first.start()).strip().toLowerCase(Locale.ROOT);
        if (isCommand(before)) return List.of(first.address());
        if (indentation(line) > margin) return List.of();
        boolean leads = isLead(before) || isName(before);
        return leads && isEnd(line, first.end()) ? enumerated(line, found) : List.of();
    }

    /// The first, and those behind it that only commas part from it.
    private static List<Address> enumerated(String line, List<Found> found) {
        var together = new ArrayList<Address>();
        int from = found.getFirst().start();
        for (var next : found) {
            var between = line.substring(from, next.start()).strip();
            boolean goesOn = together.isEmpty() || between.equals(",") || between.equals(";");
            if (!goesOn || together.size() == MAX_TOGETHER) break;
            together.add(next.address());
            from = next.end();
        }
        return together;
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static boolean isCommand(String before) {
        return (before.contains(">>>") || before.startsWith("in:")) && before.contains("rcpt to");
    }

    /// Nothing, a mark of a list, or a reply code: `550 5.1.1 <user@example.com>... User unknown`.
    private static boolean isLead(String before) {
        if (before.equals("->")) return true;
        for (int i = 0; i < before.length(); i++) {
            if ("*-•·.#\"' 0123456789".indexOf(before.charAt(i)) < 0) return false;
        }
        return before.length() < 3 || !Character.isDigit(before.charAt(0)) || isReply(before);
    }

    private static boolean isReply(String before) {
        return before.charAt(0) == '4' || before.charAt(0) == '5';
    }

    /// The quoted name of the one whose address follows: `'Ann Miller' (ann@example.net)`.
    private static boolean isName(String before) {
        if (!before.startsWith("'") && !before.startsWith("\"")) return false;
        int end = before.lastIndexOf(before.charAt(0));
        return end > 0 && before.substring(end + 1).strip().equals("(");
    }

    private static boolean isEnd(String line, int end) {
        return end == line.length() || " \t:;,([.\"'<>)".indexOf(line.charAt(end)) >= 0;
    }

    private static boolean isSummary(String line) {
        return line.strip().regionMatches(true, 0, "to:", 0, 3);
    }

    /// The address that a line leads up to.
    private static List<Address> led(String line) {
        if (line.startsWith("<<<") || line.startsWith(">>>")) return List.of();
        for (var found : AddressScanner.all(line)) {
            var before = lead(line.substring(0, found.start()));
            if (NO_LEADS.stream().anyMatch(before::endsWith)) continue;
            // An address of X.400 that holds one of the Internet.
            if (before.endsWith("smtp=")) return List.of(found.address());
            if (before.endsWith(":") || before.endsWith(";")) return List.of(found.address());
            for (var lead : LEADS) {
                if (before.equals(lead) || before.endsWith(" " + lead))
                    return List.of(found.address());
            }
            if (before.endsWith(" in") && line.startsWith("<", found.start())) {
                return List.of(found.address());
            }
        }
        return List.of();
    }

    /// From which address the mail was passed on to the one that failed, as Sendmail, Postfix and
    /// Exim tell it; null where nobody says so.
    static @Nullable Address origin(String passage) {
        for (var words : ORIGINS) {
            int start = passage.indexOf(words);
            if (start < 0) continue;
            int end = passage.indexOf('\n', start);
            var found =
                    AddressScanner.all(passage.substring(start, end < 0 ? passage.length() : end));
            if (!found.isEmpty()) return found.getFirst().address();
        }
        return null;
    }

    /// Without the quotes and brackets that open before an address.
    private static String lead(String before) {
        int end = before.length();
        while (end > 0 && " \t\"'`(<[\u201c\u00ab".indexOf(before.charAt(end - 1)) >= 0) end--;
        return before.substring(0, end).strip().toLowerCase(Locale.ROOT);
    }
}
