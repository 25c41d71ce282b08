package dev.facteur.deliver.verdict;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a server that greylists wants somebody to wait, by its own words: `Greylisted for 300
/// seconds`, `please try again in 5 minutes`.
final class Patience {
    /// Bounded, and nothing in it can match in two ways: no text makes it slow.
    private static final Pattern TIME =
            Pattern.compile("(?:for|in|after) (\\d{1,4}) ?(s|sec|second|m|min|minute)s?\\b");

    private static final Duration LONGEST = Duration.ofHours(1);

    private Patience() {}

    /// @param words [canonical][WordPattern.canonical]
    /// @return null when they name no time
    static @Nullable Duration of(String words) {
        var found = TIME.matcher(words);
        if (!found.find()) return null;
        long number = Long.parseLong(found.group(1));
        var said =
                found.group(2).startsWith("s")
                        ? Duration.ofSeconds(number)
                        : Duration.ofMinutes(number);
        return said.compareTo(LONGEST) > 0 ? LONGEST : said;
    }
}
