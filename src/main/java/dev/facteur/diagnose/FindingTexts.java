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

/// What findings say to people, in one language. The catalogues lie beside this class; another
/// language is another file.
///
/// A code has `CODE` (what was seen), and where somebody has to act `CODE.why` (why it matters) and
/// `CODE.steps` (what to do, a line a step).
public final class FindingTexts {
    /// Files `findings_…`.
    private static final Set<String> LANGUAGES = Set.of("en", "fr");

    private static final String ENGLISH = "en";

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
        for (var key : bundle.keySet()) codes.add(key.split("\\.", 2)[0]);
        return codes;
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

    private static List<String> steps(String text, Finding finding) {
        var steps = new ArrayList<String>();
        for (var line : text.split("\n")) {
            if (!line.isBlank()) steps.add(filled(line.strip(), finding));
        }
        return steps;
    }

    /// In one pass, so that what a value holds is not taken for a place.
    private static String filled(String text, Finding finding) {
        var filled = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean place =
                    text.charAt(i) == '{'
                            && i + 2 < text.length()
                            && text.charAt(i + 2) == '}'
                            && Character.isDigit(text.charAt(i + 1));
            if (!place) {
                filled.append(text.charAt(i));
                continue;
            }
            filled.append(value(finding, text.charAt(i + 1) - '0'));
            i += 2;
        }
        return filled.toString();
    }

    private static String value(Finding finding, int number) {
        if (number == 0) return finding.subject();
        var values = finding.values();
        return number <= values.size() ? values.get(number - 1) : "";
    }
}
