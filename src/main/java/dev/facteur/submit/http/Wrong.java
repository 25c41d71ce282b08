package dev.facteur.submit.http;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;

/// What a client is told whose request cannot be taken as it is.
final class Wrong {
    private static final int UNPROCESSABLE = 422;

    private Wrong() {}

    /// @param field the member's path, its parts joined by dots
    /// @param code what is wrong with it, in a word that stays the same
    static HttpRefusal field(String field, String code, String sentence) {
        return new HttpRefusal(
                Problem.coded(UNPROCESSABLE, "Not acceptable", code, sentence)
                        .with("field", field));
    }

    static HttpRefusal tooMany(String field, int most) {
        return field(field, "too-many", "\"" + field + "\" has more than " + most + " entries.");
    }

    static HttpRefusal tooLong(String field, int most) {
        return field(field, "too-long", "\"" + field + "\" has more than " + most + " characters.");
    }

    static HttpRefusal missing(String field) {
        return field(field, "member-missing", "\"" + field + "\" is missing.");
    }
}
