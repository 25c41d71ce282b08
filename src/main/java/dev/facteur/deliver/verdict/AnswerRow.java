package dev.facteur.deliver.verdict;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One line of the table: which answers it fits, and what they mean.
///
/// @param line its place in the file, from 1
/// @param provider null when it holds for all
/// @param where empty when it holds everywhere
/// @param codes patterns of three characters, `x` for any digit; empty when it holds for all
/// @param status a pattern, see [#statusFits]
/// @param doubtful whether the words speak of the address only where addresses are judged
/// @param example a real answer, as it was said
record AnswerRow(
        int line,
        Set<Speaker> speakers,
        @Nullable String provider,
        Set<Where> where,
        List<String> codes,
        String status,
        WordPattern words,
        boolean doubtful,
        Meaning meaning,
        String example) {
    private static final String ANY = "*";
    private static final String NONE = "-";
    private static final String DOUBTFUL = "refuse-recipient?";

    private static final Pattern CODE = Pattern.compile("[2-5][0-9x]{2}");
    private static final Pattern WAIT = Pattern.compile("(\\d{1,3})([smhd])");

    /// @throws IllegalArgumentException says which cell is wrong
    static AnswerRow of(int line, List<String> cells) {
        if (cells.size() != AnswerTable.COLUMNS.size()) {
            throw new IllegalArgumentException(cells.size() + " cells instead of 11");
        }
        for (var cell : cells) {
            if (cell.isBlank()) throw new IllegalArgumentException("a cell is empty; write * or -");
        }
        boolean doubtful = cells.get(6).equals(DOUBTFUL);
        var row =
                new AnswerRow(
                        line,
                        speakers(cells.get(0)),
                        cells.get(1).equals(ANY) ? null : cells.get(1),
                        where(cells.get(2)),
                        codes(cells.get(3)),
                        cells.get(4).toLowerCase(Locale.ROOT),
                        WordPattern.of(cells.get(5)),
                        doubtful,
                        new Meaning(
                                constant(
                                        Verdict.class,
                                        doubtful ? "refuse-recipient" : cells.get(6)),
                                constant(Reason.class, cells.get(7)),
                                wait(cells.get(8))),
                        cells.get(9));
        row.check();
        return row;
    }

    private void check() {
        boolean api = speakers.equals(EnumSet.of(Speaker.API));
        if (provider != null && speakers.contains(Speaker.MX)) {
            throw new IllegalArgumentException("a recipient's server has no provider");
        }
        if (meaning.verdict() == Verdict.DELIVERED && !api) {
            throw new IllegalArgumentException("by SMTP only a 250 means delivered");
        }
    }

    private static Set<Speaker> speakers(String cell) {
        return switch (cell) {
            case ANY -> EnumSet.allOf(Speaker.class);
            case "smtp" -> EnumSet.of(Speaker.RELAY, Speaker.MX, Speaker.NOTICE);
            case "route" -> EnumSet.of(Speaker.RELAY, Speaker.API);
            case "receiver" -> EnumSet.of(Speaker.MX, Speaker.NOTICE);
            default -> EnumSet.of(constant(Speaker.class, cell));
        };
    }

    private static Set<Where> where(String cell) {
        if (cell.equals(ANY)) return Set.of();
        return Arrays.stream(cell.split("\\|", -1))
                .map(word -> constant(Where.class, word))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Where.class)));
    }

    private static List<String> codes(String cell) {
        if (cell.equals(ANY)) return List.of();
        var codes = List.of(cell.split("\\|", -1));
        for (var code : codes) {
            if (!CODE.matcher(code).matches()) {
                throw new IllegalArgumentException(code + " is no code such as 550 or 5xx");
            }
        }
        return codes;
    }

    private static @Nullable Duration wait(String cell) {
        if (cell.equals(NONE)) return null;
        var wait = WAIT.matcher(cell);
        if (!wait.matches()) {
            throw new IllegalArgumentException(cell + " is no wait such as 30s, 15m, 1h or 1d");
        }
        long number = Long.parseLong(wait.group(1));
        return switch (wait.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        for (var constant : type.getEnumConstants()) {
            if (constant.name().equals(word.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                word + " is no " + type.getSimpleName().toLowerCase(Locale.ROOT));
    }

    /// @param said the text of the answer, [canonical][WordPattern#canonical]
    boolean fits(Answer answer, String said) {
        return speakers.contains(answer.speaker())
                && (provider == null || provider.equals(answer.provider()))
                && (where.isEmpty() || (answer.where() != null && where.contains(answer.where())))
                && codeFits(answer.code())
                && statusFits(answer.status().toLowerCase(Locale.ROOT))
                && words.fit(said);
    }

    private boolean codeFits(int code) {
        if (codes.isEmpty()) return true;
        var digits = Integer.toString(code);
        for (var pattern : codes) {
            boolean fits = digits.length() == pattern.length();
            for (int i = 0; fits && i < pattern.length(); i++) {
                char wanted = pattern.charAt(i);
                fits = wanted == 'x' || wanted == digits.charAt(i);
            }
            if (fits) return true;
        }
        return false;
    }

    /// `*` fits all, `-` none given; `x.` at the beginning fits any class, `*` at the end anything
    /// that follows.
    private boolean statusFits(String said) {
        if (status.equals(ANY)) return true;
        if (status.equals(NONE)) return said.isEmpty();
        var wanted = status;
        if (wanted.startsWith("x.")) {
            if (said.length() < 2 || said.charAt(1) != '.') return false;
            wanted = wanted.substring(2);
            said = said.substring(2);
        }
        return wanted.endsWith(ANY)
                ? said.startsWith(wanted.substring(0, wanted.length() - 1))
                : said.equals(wanted);
    }

    /// What it means where it was said: a server that may change its mind (4xx) refuses nothing for
    /// good, and before MAIL nothing speaks of a mail.
    Meaning meaning(Answer answer) {
        if (meaning.reason() == Reason.GREYLISTED) return patient(answer);
        if (!meaning.verdict().refuses() || answer.speaker() == Speaker.API) return meaning;
        if (answer.code() < 500 || answer.where() == Where.CONNECT) return as(Verdict.RETRY);
        if (answer.where() == Where.LOGIN) return as(Verdict.PARK);
        if (meaning.verdict() != Verdict.REFUSE_RECIPIENT) return meaning;
        // RFC 5321 §3.3: what is not found there is the sender.
        if (answer.where() == Where.MAIL) return refuses(Reason.SENDER_REFUSED);
        return doubtful ? doubted(answer) : meaning;
    }

    /// An address is given up where servers judge addresses, at RCPT, or with a status that is
    /// about addresses (RFC 3463 §3.2), or where a report that quotes nobody speaks of its own
    /// users. NTT Docomo, KDDI and appliances that stand before somebody else's server say the same
    /// of what their filters do not like; some of that comes back in reports that quote it and do
    /// not tell what was answered.
    private Meaning doubted(Answer answer) {
        if (answer.where() == Where.RCPT || answer.status().startsWith("5.1.")) return meaning;
        if (answer.speaker() == Speaker.NOTICE && answer.where() == null) return meaning;
        return refuses(answer.where() == null ? meaning.reason() : Reason.NOT_WANTED);
    }

    private static Meaning refuses(Reason reason) {
        return new Meaning(Verdict.REFUSE_MAIL, reason, null);
    }

    /// The server knows best how long it makes strangers wait.
    private Meaning patient(Answer answer) {
        var said = Patience.of(WordPattern.canonical(answer.text()));
        if (said == null) return as(Verdict.RETRY);
        return new Meaning(Verdict.RETRY, meaning.reason(), said);
    }

    private Meaning as(Verdict verdict) {
        return new Meaning(verdict, meaning.reason(), meaning.notBefore());
    }
}
