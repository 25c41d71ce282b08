package dev.facteur.mail;

import java.util.function.Function;
import java.util.regex.Pattern;

/// The places in texts for people: `{1}` for a value, `[1]` for a text that the value names.
public final class Places {
    private static final Pattern PLACE = Pattern.compile("\\{([0-9])}|\\[([0-9])]");

    private Places() {}

    /// @param named whether the value is the name of a text
    public record Place(int number, boolean named) {}

    /// In one pass, so that what a value holds is not taken for a place.
    public static String filled(String text, Function<Place, String> shown) {
        var filled = new StringBuilder();
        int from = 0;
        var places = PLACE.matcher(text);
        while (places.find()) {
            boolean named = places.group(1) == null;
            int number = Integer.parseInt(places.group(named ? 2 : 1));
            filled.append(text, from, places.start());
            filled.append(shown.apply(new Place(number, named)));
            from = places.end();
        }
        return filled.append(text, from, text.length()).toString();
    }
}
