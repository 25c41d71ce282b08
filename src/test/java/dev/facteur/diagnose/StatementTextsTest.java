package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.mail.Phrases;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Wording;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatementTextsTest {
    private static final Pattern PLACE = Pattern.compile("[{\\[][0-9][}\\]]");
    private static final int MOST_VALUES = 9;

    /// A finding that is made of a text of ours that has no code.
    private static final Pattern ENGLISH_VALUE =
            Pattern.compile(
                    "Finding\\s*\\.\\s*(?:of|good)\\((?:(?!seeing)[^;])*?(?:getMessage|sentence|english)\\(\\)");

    private final FindingTexts english = FindingTexts.in("en");
    private final FindingTexts french = FindingTexts.in("fr");
    private final List<Wording> wordings = wordings();

    @Test
    void everyWordingHasACodeOfItsOwnAndIsSaidInFrench() {
        assertThat(wordings).hasSizeGreaterThan(100);
        assertThat(wordings).extracting(Wording::code).doesNotHaveDuplicates();
        for (var wording : wordings) {
            assertThat(french.keys()).contains("phrase." + wording.code());
            assertThat(english.keys())
                    .as("the English of %s stands in the code", wording)
                    .doesNotContain("phrase." + wording.code());
        }
    }

    @Test
    void whatSaysSomethingIsAnEnumCalledSaying() throws IOException {
        var says = Pattern.compile("implements Wording\\b");
        var asWanted = Pattern.compile("enum \\w*Saying implements Wording\\b");
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var text = Files.readString(file);
                assertThat(says.matcher(text).results().count())
                        .as(file.toString())
                        .isEqualTo(asWanted.matcher(text).results().count());
            }
        }
    }

    @Test
    void aTranslationHasThePlacesOfTheOriginal() {
        for (var wording : wordings) {
            assertThat(places(french.text("phrase." + wording.code())))
                    .as(wording.code())
                    .isEqualTo(places(wording.english()));
        }
    }

    @Test
    void noEnglishSentenceStandsInWhatIsSaidInFrench() {
        for (var wording : wordings) {
            var statement = wording.with(values());
            var told = french.told(statement);
            if (!wording.code().equals("words")) {
                assertThat(told).as(wording.code()).doesNotContain(statement.english());
            }
            for (var code : french.codes()) {
                var finding = finding(code, statement);
                assertThat(all(french.told(finding)))
                        .as("%s with %s", code, wording)
                        .doesNotContainAnyElementsOf(
                                all(english.told(finding)).stream()
                                        .filter(StatementTextsTest::hasWords)
                                        .toList());
            }
        }
    }

    @Test
    void stepsAreOnlyKeptForWhatIsSaid() {
        var codes = new TreeSet<>(wordings.stream().map(Wording::code).toList());
        codes.add("usual");
        for (var key : english.keys()) {
            if (!key.startsWith("phrase.") || !key.endsWith(".steps")) continue;
            assertThat(codes).contains(key.substring(7, key.length() - 6));
        }
    }

    @Test
    void everyStatementOfARouteHasSteps() {
        for (var wording : wordings) {
            var finding = finding("route-fails", wording.with(values()));
            assertThat(english.told(finding).steps()).as(wording.code()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void whatIsSaidInFrenchIsMadeOfCodesAndNotOfEnglish() throws IOException {
        for (var folder : List.of("diagnose", "seed", "rotate")) {
            try (var files = Files.walk(Path.of("src/main/java/dev/facteur", folder))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file))
                            .as(file.toString())
                            .doesNotContainPattern(ENGLISH_VALUE);
                }
            }
        }
    }

    @Test
    void phrasesOfOneSentenceAreToldInItsLanguage() {
        var lost = new Phrases(List.of(named("lost-field").with("X-A"), named("lost-flow").with()));
        var statement = named("api-loses").with("Brevo", lost);
        assertThat(statement.english())
                .isEqualTo(
                        "The API of Brevo would lose of this mail: the header X-A; the flow of its text (format=flowed).");
        assertThat(french.told(statement))
                .isEqualTo(
                        "L'API de Brevo perdrait de ce courriel : l'en-tête X-A ; les lignes fluides de son texte (format=flowed).");
    }

    @Test
    void aSentenceWithAPhraseThatIsNoLongerKnownIsToldAsItWasKept() {
        var snow = new Statement("snow", List.of(new Statement.Part("snow", List.of(), null)));
        var statement = named("api-loses").with("Brevo", new Phrases(List.of(snow)));
        assertThat(french.told(statement)).isEqualTo(statement.english());
    }

    @Test
    void phrasesAreKeptAsJsonWithTheirSentence() {
        var lost = new Phrases(List.of(named("lost-field").with("X-A")));
        var part = named("api-loses").with("Brevo", lost).parts().getFirst();
        var kept = Json.MAPPER.writeValueAsString(part);
        var read = Json.MAPPER.readValue(kept, Statement.Part.class);
        assertThat(read).isEqualTo(part);
        assertThat(read.list(2)).extracting(Statement.Part::code).containsExactly("lost-field");
        var old = "{\"code\":\"api-loses\",\"values\":[\"Brevo\",\"the header X-A\"]}";
        assertThat(Json.MAPPER.readValue(old, Statement.Part.class).list(2)).isEmpty();
    }

    private Wording named(String code) {
        return wordings.stream().filter(one -> one.code().equals(code)).findAny().orElseThrow();
    }

    @Test
    void wordsOfOthersStayAsTheyCame() {
        var refused = Statement.quoting("550 5.1.1 no {0} such [1] user");
        assertThat(french.told(refused)).isEqualTo("550 5.1.1 no {0} such [1] user");
    }

    @Test
    void aSentenceThatIsNoLongerKnownIsToldAsItWasKept() {
        var old = new Statement("It snowed.", List.of(new Statement.Part("snow", List.of(), null)));
        assertThat(french.told(old)).isEqualTo("It snowed.");
    }

    /// Of all enums of the program.
    static List<Wording> wordings() {
        var all = new ArrayList<Wording>();
        var classes =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(StatementTextsTest::maySay)
                        .importPackages("dev.facteur");
        for (var one : classes.get(Wording.class).getAllSubclasses()) {
            Stream.of(one.reflect().getEnumConstants()).map(Wording.class::cast).forEach(all::add);
        }
        return all;
    }

    /// To read all classes takes seconds.
    private static boolean maySay(Location location) {
        return location.contains("Saying") || location.contains("Wording");
    }

    private static Object[] values() {
        return IntStream.rangeClosed(1, MOST_VALUES).mapToObj(n -> "value" + n).toArray();
    }

    /// One whose values are all the same statement.
    private static Finding finding(String code, Statement statement) {
        var values = Stream.generate(() -> statement).limit(MOST_VALUES).toArray();
        return Finding.of(code, Severity.PROBLEM, Who.YOU, "subject", values);
    }

    private static List<String> all(FindingTexts.Told told) {
        var all = new ArrayList<String>();
        all.add(told.seen());
        all.add(told.why());
        all.addAll(told.steps());
        return all;
    }

    /// A command is the same in all languages.
    private static boolean hasWords(String text) {
        return text.contains(" ") && !text.isBlank();
    }

    private static Set<String> places(String text) {
        var places = new TreeSet<String>();
        var matcher = PLACE.matcher(text);
        while (matcher.find()) places.add(matcher.group());
        return places;
    }
}
