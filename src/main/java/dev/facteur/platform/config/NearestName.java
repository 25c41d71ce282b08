package dev.facteur.platform.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the name somebody meant.
public final class NearestName {
    private NearestName() {}

    /// The known name with the fewest typing mistakes between it and `written`, when they are few
    /// enough that it was probably meant.
    public static Optional<String> of(String written, Collection<String> known) {
        int tolerated = Math.clamp(written.length() / 2, 2, 4);
        return known.stream()
                .filter(name -> mistakes(written, name) <= tolerated)
                .min(Comparator.comparingInt(name -> mistakes(written, name)));
    }

    /// Letters added, left out, replaced or swapped with their neighbour (Damerau-Levenshtein).
    private static int mistakes(String a, String b) {
        var before = new int[b.length() + 1];
        var above = new int[b.length() + 1];
        Arrays.setAll(above, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            var row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            before = above;
            above = row;
        }
        return above[b.length()];
    }
}
