package dev.facteur.submit.http;

import dev.facteur.platform.http.HttpRefusal;

/// What holds for every text that comes into a header.
final class Words {
    private Words() {}

    static void oneLine(String field, String text, int most) throws HttpRefusal {
        if (text.length() > most) throw Wrong.tooLong(field, most);
        requireNoControls(field, text);
    }

    /// RFC 5322 §2.2: a line break would begin another header field.
    static void requireNoControls(String field, String text) throws HttpRefusal {
        if (text.chars().noneMatch(Character::isISOControl)) return;
        throw Wrong.field(
                field,
                "control-character",
                "\"" + field + "\" holds a line break or another control character.");
    }
}
