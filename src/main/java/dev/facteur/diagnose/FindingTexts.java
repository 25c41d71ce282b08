package dev.facteur.diagnose;

import dev.facteur.mail.Places;
import dev.facteur.mail.Statement;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What findings say to people, in one language. The catalogues lie beside this class; another
/// language is another file.
///
/// `{1}` in a text is the place of a finding's first value; `[1]` is the place of the phrase whose
/// name is that value, `phrase.NAME` in the catalogue, with places for values itself. What a
/// [Statement] says is such a phrase too; its English stands with the code that says it, and `[1]`
/// in steps is the place of what to do about it, `phrase.NAME.steps`.
///
/// A code has `CODE` (what was seen), and where somebody has to act `CODE.why` (why it matters) and
/// `CODE.steps` (what to do, a line a step).
public final class FindingTexts {
    /// Files `findings_…`.
    private static final Set<String> LANGUAGES = Set.of("en", "fr");

    private static final String ENGLISH = "en";
    private static final String PHRASE = "phrase.";
    private static final String PURPOSE = "purpose.";
    private static final String STEPS = ".steps";

    /// What stands between two phrases of a list.
    private static final String BETWEEN = "phrase.between";

    /// Where nothing better is known to be done about a statement.
    private static final String USUAL = "usual";

    private final String language;
    private final ResourceBundle bundle;

    private FindingTexts(String language, ResourceBundle bundle) {
        this.language = language;
        this.bundle = bundle;
    }

    /// @param seen one sentence
    /// @param why `""` where nothing has to be done
    public record Told(String seen, String why, List<String> steps) {}

    /// @param language `fr`, `fr-CA`; English where there is no catalogue of it
    public static FindingTexts in(String language) {
        var wanted = language.toLowerCase(Locale.ROOT).split("[-_.]", 2)[0];
        var known = LANGUAGES.contains(wanted) ? wanted : ENGLISH;
        var name = "findings_" + known + ".properties";
        try (var in = FindingTexts.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException(name + " is not in the jar");
            var reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new FindingTexts(known, new PropertyResourceBundle(reader));
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

    String text(String key) {
        return bundle.getString(key);
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
                bundle.containsKey(code + STEPS)
                        ? steps(bundle.getString(code + STEPS), finding)
                        : List.of());
    }

    /// What a statement says, for people.
    public String told(Statement statement) {
        if (!language.equals(ENGLISH) && statement.parts().stream().allMatch(this::knows)) {
            return statement.parts().stream().map(this::told).collect(Collectors.joining(" "));
        }
        return statement.english();
    }

    /// What was written by a program that had other sentences stays as it was kept.
    private boolean knows(Statement.Part part) {
        return bundle.containsKey(PHRASE + part.code())
                && IntStream.rangeClosed(1, part.values().size())
                        .mapToObj(part::list)
                        .flatMap(List::stream)
                        .allMatch(this::knows);
    }

    private String told(Statement.Part part) {
        var text = bundle.getString(PHRASE + part.code());
        return Places.filled(text, place -> shown(place, part));
    }

    private String shown(Places.Place place, Statement.Part part) {
        var list = part.list(place.number());
        if (list.isEmpty()) return shown(place, "", part.values());
        return list.stream().map(this::told).collect(Collectors.joining(bundle.getString(BETWEEN)));
    }

    /// A text that stands in another one may have several lines; a value has not.
    private List<String> steps(String text, Finding finding) {
        var all = Places.filled(text, place -> shownInSteps(place, finding));
        return all.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private String shownInSteps(Places.Place place, Finding finding) {
        var statement = finding.statements().get(place.number());
        return place.named() && statement != null
                ? mending(statement, finding)
                : shown(place, finding);
    }

    /// What to do about the first part of which that is known.
    private String mending(Statement statement, Finding finding) {
        for (var part : statement.parts()) {
            var key = PHRASE + part.code() + STEPS;
            if (!bundle.containsKey(key)) continue;
            return filled(bundle.getString(key), finding.subject(), part.values());
        }
        return filled(bundle.getString(PHRASE + USUAL + STEPS), finding);
    }

    private String filled(String text, Finding finding) {
        return Places.filled(text, place -> shown(place, finding));
    }

    private String shown(Places.Place place, Finding finding) {
        var statement = finding.statements().get(place.number());
        if (statement != null && !place.named()) return Finding.printable(told(statement));
        return shown(place, finding.subject(), finding.values());
    }

    private String filled(String text, String subject, List<String> values) {
        return Places.filled(text, place -> shown(place, subject, values));
    }

    private String shown(Places.Place place, String subject, List<String> values) {
        int number = place.number();
        var value = number == 0 ? subject : number <= values.size() ? values.get(number - 1) : "";
        if (!place.named()) return value;
        var key = PHRASE + value;
        return bundle.containsKey(key) ? filled(bundle.getString(key), subject, values) : "";
    }
}
