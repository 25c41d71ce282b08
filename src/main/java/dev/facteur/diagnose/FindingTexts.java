package dev.facteur.diagnose;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What findings say to people, in one language. The catalogues lie beside this class; another
/// language is another file.
///
/// `{1}` in a text is the place of a finding's first value; `[1]` is the place of the phrase whose
/// name is that value, `phrase.NAME` in the catalogue, with places for values itself.
///
/// A code has `CODE` (what was seen), and where somebody has to act `CODE.why` (why it matters) and
/// `CODE.steps` (what to do, a line a step).
public final class FindingTexts {
    /// Files `findings_…`.
    private static final Set<String> LANGUAGES = Set.of("en", "fr");

    private static final String ENGLISH = "en";
    private static final Pattern PLACE = Pattern.compile("\\{([0-9])}|\\[([0-9])]");
    private static final String PHRASE = "phrase.";
    private static final String PURPOSE = "purpose.";

    private final ResourceBundle bundle;

    private FindingTexts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /// @param seen one sentence
    /// @param why `""` where nothing has to be done
    public record Told(String seen, String why, List<String> steps) {}

    /// @param language `fr`, `fr-CA`; English where there is no catalogue of it
    public static FindingTexts in(String language) {
        var wanted = language.toLowerCase(Locale.ROOT).split("[-_.]", 2)[0];
        var name = "findings_" + (LANGUAGES.contains(wanted) ? wanted : ENGLISH) + ".properties";
        try (var in = FindingTexts.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is not in the jar");
            var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new FindingTexts(new PropertyResourceBundle(reader));
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }

    Set<String> codes() {
        var codes = new TreeSet<String>();
        for (var key : bundle.keySet()) {
            if (!key.startsWith(PHRASE) && !key.startsWith(PURPOSE)) {
                codes.add(key.split("\\.", 2)[0]);
            }
        }
        return codes;
    }

    /// What a record is good for, in a few words.
    ///
    /// @param word of a purpose: `return-path`
    public String purpose(String word) {
        return bundle.getString(PURPOSE + word);
    }

    Set<String> keys() {
        return bundle.keySet();
    }

    public Told told(Finding finding) {
        var code = finding.code();
        return new Told(
                filled(bundle.getString(code), finding),
                bundle.containsKey(code + ".why")
                        ? filled(bundle.getString(code + ".why"), finding)
                        : "",
                bundle.containsKey(code + ".steps")
                        ? steps(bundle.getString(code + ".steps"), finding)
                        : List.of());
    }

    private List<String> steps(String text, Finding finding) {
        var steps = new ArrayList<String>();
        for (var line : text.split("\n")) {
            if (!line.isBlank()) steps.add(filled(line.strip(), finding));
        }
        return steps;
    }

    /// In one pass, so that what a value holds is not taken for a place.
    private String filled(String text, Finding finding) {
        var filled = new StringBuilder();
        int from = 0;
        var place = PLACE.matcher(text);
        while (place.find()) {
            filled.append(text, from, place.start()).append(put(place, finding));
            from = place.end();
        }
        return filled.append(text, from, text.length()).toString();
    }

    private String put(Matcher place, Finding finding) {
        if (place.group(1) != null) return value(finding, Integer.parseInt(place.group(1)));
        var key = PHRASE + value(finding, Integer.parseInt(place.group(2)));
        // A phrase has places for values only.
        return bundle.containsKey(key) ? filled(bundle.getString(key), finding) : "";
    }

    private static String value(Finding finding, int number) {
        if (number == 0) return finding.subject();
        var values = finding.values();
        return number <= values.size() ? values.get(number - 1) : "";
    }
}
