package dev.facteur.diagnose.content;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.regex.Pattern;

/// What the rules that websites' mail meets mean, and what to do, in one language. The catalogues
/// lie beside this class.
public final class RuleTexts {
    private static final Set<String> LANGUAGES = Set.of("en", "fr");
    private static final Pattern NUMBERS = Pattern.compile("(_\\d+)+$");

    private final ResourceBundle bundle;

    private RuleTexts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /// @param seen what the filter has seen, one sentence
    /// @param advice what to do about it
    public record Told(String seen, String advice) {}

    /// @param language `fr`, `fr-CA`; English where there is no catalogue of it
    public static RuleTexts in(String language) {
        var wanted = language.toLowerCase(Locale.ROOT).split("[-_.]", 2)[0];
        var name = "rules_" + (LANGUAGES.contains(wanted) ? wanted : "en") + ".properties";
        try (var in = RuleTexts.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is not in the jar");
            var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new RuleTexts(new PropertyResourceBundle(reader));
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    Set<String> keys() {
        return bundle.keySet();
    }

    /// Empty for a rule that is not in the catalogue. Where filters number the degrees of a rule,
    /// as `HTML_IMAGE_ONLY_04`, one text serves all.
    public Optional<Told> told(String rule) {
        if (bundle.containsKey(rule + ".do")) return Optional.of(entry(rule));
        var family = NUMBERS.matcher(rule).replaceFirst("");
        return bundle.containsKey(family + ".do") ? Optional.of(entry(family)) : Optional.empty();
    }

    private Told entry(String rule) {
        return new Told(bundle.getString(rule), bundle.getString(rule + ".do"));
    }
}
