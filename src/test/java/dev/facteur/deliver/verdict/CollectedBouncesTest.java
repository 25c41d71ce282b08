package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.bounce.BounceReader;
import dev.facteur.protocol.bounce.ReportedRecipient;
import dev.facteur.protocol.bounce.Returned;
import dev.facteur.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The reading of mails that others collected, against what `collected.tsv` says of each (its
/// `SOURCE.txt` tells how it came about). The mails themselves stay where `.ci/run` puts them.
///
/// The floors are what is reached today; a change may raise them.
class CollectedBouncesTest {
    private static final Path LABELS =
            Path.of("src/test/resources/vectors/bounces/collected/labels.tsv");

    private static final Map<String, String> FOLDERS =
            Map.of(
                    "bounceparser", "bounceparser/t/corpus",
                    "baunsu", "baunsu/package/tests/emails",
                    "flufl", "flufl.bounce/flufl/bounce/tests/data");

    private static final List<Reading> READINGS = new ArrayList<>();

    /// What there is to say of a mail, or of one recipient whom it is about.
    private enum Label {
        HARD,
        SOFT,
        /// Failed; whether for good, collectors see differently.
        EITHER,
        DELAY,
        ANSWER,
        OTHER;

        boolean isRecipient() {
            return this != ANSWER && this != OTHER;
        }
    }

    private record Reading(String file, Label label, String address, Returned returned) {
        List<ReportedRecipient> statements() {
            return returned instanceof Returned.Bounce bounce ? bounce.statements() : List.of();
        }

        /// What was said of the recipient of this label.
        List<ReportedRecipient> about() {
            return statements().stream().filter(this::isAbout).toList();
        }

        private boolean isAbout(ReportedRecipient statement) {
            return Stream.of(statement.address(), statement.original())
                    .filter(Objects::nonNull)
                    .map(named -> named.toString().toLowerCase(Locale.ROOT))
                    .anyMatch(address::equals);
        }

        boolean isGivenUp() {
            return about().stream()
                    .filter(statement -> statement.action() == ReportedRecipient.Action.FAILED)
                    .anyMatch(statement ->
                            BounceVerdicts.of(statement).verdict() == Verdict.REFUSE_RECIPIENT);
        }

        boolean isRight() {
            return !about().isEmpty() && isGivenUp() == (label == Label.HARD);
        }
    }

    @BeforeAll
    static void readAll() throws IOException {
        READINGS.clear();
        for (var row : Files.readAllLines(LABELS, UTF_8)) {
            var cells = row.split("\t", -1);
            if (cells[0].equals("collection")) continue;
            var folder = Peers.folder().resolve(Objects.requireNonNull(FOLDERS.get(cells[0])));
            if (!Files.isDirectory(folder)) Peers.missing("no bounces of others in " + folder);
            var label = Label.valueOf(cells[2].toUpperCase(Locale.ROOT));
            try (var mail = Files.newInputStream(folder.resolve(cells[1]))) {
                READINGS.add(new Reading(cells[1], label, cells[3], BounceReader.read(mail)));
            }
        }
    }

    private static List<Reading> recipients() {
        return READINGS.stream().filter(reading -> reading.label.isRecipient()).toList();
    }

    private static List<Reading> judged() {
        return READINGS.stream()
                .filter(reading -> reading.label == Label.HARD || reading.label == Label.SOFT)
                .toList();
    }

    /// In hundredths of a per cent.
    private static long share(List<Reading> some, List<Reading> all) {
        return 10_000L * some.size() / all.size();
    }

    private static List<String> files(List<Reading> readings) {
        return readings.stream().map(Reading::file).toList();
    }

    @Test
    void nearlyAllRecipientsAreFoundAndNobodyElse() {
        var found = recipients().stream().filter(reading -> !reading.about().isEmpty()).toList();
        assertThat(recipients()).hasSize(263);
        assertThat(share(found, recipients())).isGreaterThan(9_700);
        for (var reading : recipients()) {
            var sameMail = READINGS.stream().filter(other -> other.file.equals(reading.file));
            var named = reading.statements().stream().map(ReportedRecipient::address).distinct();
            assertThat(named.toList())
                    .as(reading.file)
                    .hasSizeLessThanOrEqualTo((int) sameMail.count());
        }
    }

    @Test
    void nobodyIsGivenUpWhoseAddressIsGood() {
        var lost =
                judged().stream()
                        .filter(reading -> reading.label == Label.SOFT && reading.isGivenUp())
                        .toList();
        assertThat(files(lost)).isEmpty();
    }

    @Test
    void hardAndSoftAreToldApart() {
        var right = judged().stream().filter(Reading::isRight).toList();
        assertThat(judged()).hasSize(200);
        var wrong = judged().stream().filter(reading -> !reading.isRight()).toList();
        assertThat(share(right, judged())).as(files(wrong).toString()).isGreaterThan(9_300);
    }

    @Test
    void whatIsNoReportAboutADeliveryIsNoFailure() {
        for (var reading : READINGS) {
            if (reading.label.isRecipient()) continue;
            assertThat(reading.statements())
                    .as(reading.file)
                    .noneMatch(statement ->
                            statement.action() == ReportedRecipient.Action.FAILED
                                    && statement.address() != null);
        }
    }
}
