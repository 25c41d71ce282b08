package dev.facteur.platform.config;

import java.util.List;
import java.util.stream.Stream;

/// What is wrong with a setting, and what would be right.
///
/// @param code names the rule, in words joined by hyphens, for whoever says it in another language
/// @param sentence in English
/// @param values what the sentence says and no translation can know
public record Mistake(String code, String sentence, List<String> values) {
    public Mistake {
        values = List.copyOf(values);
    }

    static Mistake of(String code, String sentence, Object... values) {
        return new Mistake(code, sentence, Stream.of(values).map(String::valueOf).toList());
    }
}
