package dev.facteur.diagnose.port;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The products that open TLS on the way and close it again with certificates of their own: by the
/// names that their authorities give themselves.
final class Inspectors {
    private static final String FILE = "inspectors.tsv";

    private Inspectors() {}

    /// The product whose authority that is, for people.
    static Optional<String> of(String issuer) {
        var name = issuer.toLowerCase(Locale.ROOT);
        return known().entrySet().stream()
                .filter(entry -> name.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Map<String, String> known() {
        try (var in = Inspectors.class.getResourceAsStream(FILE)) {
            if (in == null) throw new IllegalStateException(FILE + " is not in the jar");
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            var known = new LinkedHashMap<String, String>();
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                var columns = line.split("\t", 2);
                if (columns.length == 2) known.put(columns[0], columns[1]);
            }
            return known;
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
    }
}
