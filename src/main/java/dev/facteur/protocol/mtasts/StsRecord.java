package dev.facteur.protocol.mtasts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The record at `_mta-sts` of a domain: that there is a policy, and which edition of it.
///
/// @param id one to 32 letters and digits; another one means another policy
public record StsRecord(String id) {
    private static final String VERSION = "v=STSv1";

    /// RFC 8461 §3.1. The value of an extension is any visible ASCII but `=` and `;`.
    private static final Pattern RECORD =
            Pattern.compile(
                    VERSION
                            + "(?:[ \\t]*;[ \\t]*[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]{1,255}){1,32}"
                            + "[ \\t]*;?[ \\t]*");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");

    /// The name under which a domain has it.
    public static String name(String domain) {
        return "_mta-sts." + domain;
    }

    /// RFC 8461 §3.1: other texts at the name do not count; of two records neither does, nor does
    /// one that is malformed.
    ///
    /// @param texts as DNS has them
    public static Optional<StsRecord> among(List<String> texts) {
        var records = texts.stream().filter(StsRecord::isOne).toList();
        return records.size() == 1 ? parse(records.getFirst()) : Optional.empty();
    }

    private static boolean isOne(String text) {
        return text.equals(VERSION)
                || text.startsWith(VERSION + ";")
                || text.matches(VERSION + "[ \\t].*");
    }

    private static Optional<StsRecord> parse(String text) {
        if (text.length() > 4096 || !RECORD.matcher(text).matches()) return Optional.empty();
        for (var field : text.substring(VERSION.length()).split(";")) {
            var pair = field.strip();
            if (!pair.startsWith("id=")) continue;
            var id = pair.substring(3);
            return ID.matcher(id).matches() ? Optional.of(new StsRecord(id)) : Optional.empty();
        }
        return Optional.empty();
    }
}
