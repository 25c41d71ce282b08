package dev.facteur.protocol.sasl;

import java.text.Normalizer;

/// Brings passwords and user names into one form, so that the same letters typed on two machines
/// are the same bytes: the profile SASLprep, which SCRAM asks for (RFC 5802 §2.2).
///
/// Text the profile prohibits is used as it is instead of being refused, as PostgreSQL does: a
/// password that was set once must go on working.
final class Saslprep {
    private Saslprep() {}

    static String prepare(String text) {
        if (isPrintableAscii(text)) return text;
        var mapped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> map(point, mapped));
        String normal = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        return normal.isEmpty() || normal.codePoints().anyMatch(Saslprep::prohibited)
                ? text
                : normal;
    }

    private static boolean isPrintableAscii(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    /// Other spaces become the plain one, soft hyphens and joiners go.
    private static void map(int point, StringBuilder into) {
        if (mappedToNothing(point)) return;
        boolean space = Character.getType(point) == Character.SPACE_SEPARATOR;
        into.appendCodePoint(space ? ' ' : point);
    }

    /// Table B.1 of stringprep.
    private static boolean mappedToNothing(int point) {
        return point == 0xad
                || point == 0x34f
                || point == 0x1806
                || (point >= 0x180b && point <= 0x180d)
                || (point >= 0x200b && point <= 0x200d)
                || point == 0x2060
                || (point >= 0xfe00 && point <= 0xfe0f)
                || point == 0xfeff;
    }

    /// What the profile prohibits, by the categories its tables are made of.
    private static boolean prohibited(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }
}
