package dev.facteur.protocol.dmarc;

import dev.facteur.protocol.dmarc.DmarcFault.Kind;
import dev.facteur.protocol.dmarc.DmarcRecord.PublicSuffix;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the tags of one record (RFC 9989 §4.7, §4.8).
final class DmarcParser {
    private static final Pattern NAME = Pattern.compile("[A-Za-z]+");
    private static final Pattern SIZE_LIMIT = Pattern.compile("![0-9]+[kmgtKMGT]?$");
    private static final Set<String> FAILURE_OPTIONS = Set.of("0", "1", "d", "s");

    private final String domain;
    private final String text;
    private final Set<String> seen = new HashSet<>();
    private final List<DmarcFault> faults = new ArrayList<>();
    private final List<String> aggregateReports = new ArrayList<>();
    private final List<String> failureReports = new ArrayList<>();
    private Set<String> failureOptions = Set.of("0");
    private @Nullable DmarcPolicy policy;
    private @Nullable DmarcPolicy subdomains;
    private @Nullable DmarcPolicy missing;
    private PublicSuffix publicSuffix = PublicSuffix.UNKNOWN;
    private boolean strictDkim;
    private boolean strictSpf;
    private boolean testing;

    DmarcParser(String domain, String text) {
        this.domain = domain;
        this.text = text;
    }

    DmarcRecord parse() {
        seen.add("v");
        int at = next(0);
        while (at < text.length()) {
            int end = next(at) - 1;
            tag(text.substring(at, end), at);
            at = end + 1;
        }
        if (!seen.contains("p")) faults.add(new DmarcFault(Kind.POLICY_MISSING, domain, "", 0));
        return new DmarcRecord(
                domain,
                text,
                policy,
                subdomains,
                missing,
                publicSuffix,
                strictDkim,
                strictSpf,
                testing,
                failureOptions,
                aggregateReports,
                failureReports,
                faults);
    }

    /// Where the next tag begins.
    private int next(int from) {
        int semicolon = text.indexOf(';', from);
        return semicolon < 0 ? text.length() + 1 : semicolon + 1;
    }

    /// One tag, from a semicolon to the next.
    private record Tag(String name, String value, String text, int place) {}

    private void tag(String piece, int at) {
        var written = trimmed(piece);
        if (written.isEmpty()) return;
        int place = at + piece.indexOf(written.charAt(0));
        int equals = written.indexOf('=');
        var name = equals < 0 ? "" : trimmed(written.substring(0, equals)).toLowerCase(Locale.ROOT);
        var tag = new Tag(name, trimmed(written.substring(equals + 1)), written, place);
        if (!NAME.matcher(name).matches()) {
            fault(Kind.NO_TAG, tag);
        } else if (!seen.add(name)) {
            fault(Kind.TWICE, tag);
        } else {
            take(tag);
        }
    }

    private void fault(Kind kind, Tag tag) {
        faults.add(new DmarcFault(kind, domain, tag.text, tag.place));
    }

    private void take(Tag tag) {
        switch (tag.name) {
            case "p" -> policy = policy(tag);
            case "sp" -> subdomains = policy(tag);
            case "np" -> missing = policy(tag);
            case "psd" ->
                    publicSuffix =
                            switch (oneOf(tag, "ynu", 'u')) {
                                case 'y' -> PublicSuffix.YES;
                                case 'n' -> PublicSuffix.NO;
                                default -> PublicSuffix.UNKNOWN;
                            };
            case "adkim" -> strictDkim = oneOf(tag, "rs", 'r') == 's';
            case "aspf" -> strictSpf = oneOf(tag, "rs", 'r') == 's';
            case "t" -> testing = oneOf(tag, "yn", 'n') == 'y';
            case "fo" -> failureOptions = failureOptions(tag);
            case "rua" -> addUris(tag, aggregateReports);
            case "ruf" -> addUris(tag, failureReports);
            case "pct", "rf", "ri" -> fault(Kind.REMOVED_TAG, tag);
            default -> fault(Kind.UNKNOWN_TAG, tag);
        }
    }

    private @Nullable DmarcPolicy policy(Tag tag) {
        var read = DmarcPolicy.read(tag.value);
        if (read.isEmpty()) fault(Kind.BAD_POLICY, tag);
        return read.orElse(null);
    }

    /// A value of one letter; its default for any other (§4.7).
    private char oneOf(Tag tag, String letters, char preset) {
        var value = tag.value.toLowerCase(Locale.ROOT);
        if (value.length() == 1 && letters.contains(value)) return value.charAt(0);
        fault(Kind.BAD_VALUE, tag);
        return preset;
    }

    private Set<String> failureOptions(Tag tag) {
        var options = new HashSet<String>();
        for (var option : tag.value.split(":", -1)) {
            var known = trimmed(option).toLowerCase(Locale.ROOT);
            if (!FAILURE_OPTIONS.contains(known)) {
                fault(Kind.BAD_VALUE, tag);
                return Set.of("0");
            }
            options.add(known);
        }
        return options;
    }

    private void addUris(Tag tag, List<String> uris) {
        for (var piece : tag.value.split(",", -1)) {
            var written = trimmed(piece);
            var uri = SIZE_LIMIT.matcher(written).replaceFirst("");
            if (!uri.equals(written)) fault(Kind.SIZE_LIMIT, tag);
            if (isUri(uri)) {
                uris.add(uri);
            } else {
                fault(Kind.BAD_URI, tag);
            }
        }
    }

    /// RFC 9989 §4.7, `rua`: any URI will do, though only `mailto:` is sent to.
    private static boolean isUri(String text) {
        try {
            var uri = new URI(text);
            if (!uri.isAbsolute()) return false;
            return !uri.getScheme().equalsIgnoreCase("mailto")
                    || uri.getSchemeSpecificPart().indexOf('@') > 0;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /// Without spaces and tabs around.
    static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) start++;
        while (end > start && isSpace(text.charAt(end - 1))) end--;
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
