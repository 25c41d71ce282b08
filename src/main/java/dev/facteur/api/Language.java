package dev.facteur.api;

import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.Statement;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/// The language that a reader asks for: `?lang=fr`, or the first one that the request prefers (RFC
/// 9110 §12.5.4).
final class Language {
    private static final String ENGLISH = "en";

    private Language() {}

    static String of(Context context) {
        var asked = context.queryParam("lang");
        if (asked != null) return asked;
        var preferred = context.header("Accept-Language");
        return preferred == null ? ENGLISH : preferred.split("[,;]", 2)[0].strip();
    }

    static FindingTexts texts(Context context) {
        return FindingTexts.in(of(context));
    }

    static @Nullable String told(@Nullable Statement statement, FindingTexts texts) {
        return statement == null ? null : texts.told(statement);
    }
}
