package dev.facteur.mail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A constant of an enum, and what it says in English. Whoever says something to people has such an
/// enum; each other language has the same sentences in its catalogue.
///
/// `{1}` in it is the place of the first value, `[1]` that of one which is a wording itself.
public interface Wording {
    String name();

    /// A sentence with its full stop, one that ends in a colon and leads to the next, or a part of
    /// one that stands in others.
    String english();

    /// Its name in catalogues and in the history: `refuses-connections`.
    default String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @param values of which wordings are kept by their code, and phrases by theirs
    default Statement with(@Nullable Object... values) {
        var kept = new ArrayList<String>();
        var shown = new ArrayList<String>();
        var lists = new HashMap<Integer, List<Statement.Part>>();
        for (var value : values) {
            if (value instanceof Wording wording) {
                kept.add(wording.code());
                shown.add(wording.english());
            } else {
                kept.add(String.valueOf(value));
                shown.add(String.valueOf(value));
            }
            if (value instanceof Phrases phrases) lists.put(kept.size(), phrases.parts());
        }
        var english = Places.filled(english(), place -> shown.get(place.number() - 1));
        return new Statement(english, List.of(new Statement.Part(code(), kept, lists)));
    }
}
