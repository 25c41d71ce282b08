package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The table against what servers really said, collected by others. The shares are what it reaches
/// today; a change of the table may raise them.
class RealRepliesTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors");

    /// A reply somewhere in a diagnosis, its status in group 2 if it has one.
    private static final Pattern REPLY =
            Pattern.compile("\\b([245]\\d\\d)[- ]'?(?:([245]\\.\\d{1,3}\\.\\d{1,3})\\b[ =]*)?");

    private static final Pattern STATUS = Pattern.compile("^[245]\\.\\d{1,3}\\.\\d{1,3}");

    /// What the collectors call a passing trouble.
    private static final Set<String> PASSING =
            Set.of("onhold", "speeding", "systemfull", "toomanyconn", "networkerror");

    /// @param reason in the collectors' words
    /// @param hard whether the address itself is at fault, in their view
    private record Diagnosis(String reason, boolean hard, Answer answer) {}

    /// Those that differ say "unknown user" where the collectors know that this one company means a
    /// filter, or say it with 4xx, or with a quota.
    @Test
    void addressesAtFaultAreToldFromTheRest() throws IOException {
        var wrong = new ArrayList<String>();
        var diagnoses = diagnoses();
        for (var diagnosis : diagnoses) {
            var meaning = Meanings.of(diagnosis.answer);
            boolean hard = meaning.verdict() == Verdict.REFUSE_RECIPIENT;
            if (hard != diagnosis.hard) wrong.add(diagnosis + " was read as " + meaning);
        }
        assertThat(diagnoses).hasSize(151);
        assertThat(wrong).hasSizeLessThanOrEqualTo(17);
    }

    @Test
    void whatPassesIsHardlyEverRefused() throws IOException {
        var passing = diagnoses().stream().filter(row -> PASSING.contains(row.reason)).toList();
        var refused =
                passing.stream()
                        .filter(row -> Meanings.of(row.answer).verdict() != Verdict.RETRY)
                        .map(Diagnosis::toString)
                        .toList();
        assertThat(passing).hasSizeGreaterThan(12);
        assertThat(refused).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void noReplyOfTheFieldManualThatSaysForNowIsRefused() throws IOException {
        var forNow = fieldManual().stream().filter(answer -> answer.code() < 500).toList();
        assertThat(forNow).hasSizeGreaterThan(30);
        assertThat(forNow)
                .allSatisfy(answer ->
                        assertThat(Meanings.of(answer).verdict())
                                .as("%s", answer)
                                .isEqualTo(Verdict.RETRY));
    }

    @Test
    void nearlyEveryReplyOfTheFieldManualHasAReasonOfItsOwn() throws IOException {
        var answers = fieldManual();
        var unexplained =
                answers.stream()
                        .filter(answer -> Meanings.of(answer).reason() == Reason.REFUSED)
                        .map(Answer::toString)
                        .toList();
        assertThat(answers).hasSize(147);
        assertThat(unexplained).hasSizeLessThanOrEqualTo(5);
    }

    private static List<Diagnosis> diagnoses() throws IOException {
        var rows = Files.readAllLines(VECTORS.resolve("bounces/sisimai/replies.tsv"), UTF_8);
        var diagnoses = new ArrayList<Diagnosis>();
        for (var row : rows.subList(1, rows.size())) {
            var cells = row.split("\t", -1);
            diagnoses.add(
                    new Diagnosis(
                            cells[3], Boolean.parseBoolean(cells[4]), answer(cells[5], cells[1])));
        }
        return diagnoses;
    }

    private static List<Answer> fieldManual() throws IOException {
        var json = JsonMapper.builder().build();
        var answers = new ArrayList<Answer>();
        try (var files = Files.list(VECTORS.resolve("replies/smtp-field-manual"))) {
            for (var file : files.filter(name -> name.toString().endsWith(".json")).toList()) {
                for (var provider : json.readTree(file).path("providers")) {
                    for (var response : provider.path("responses")) {
                        answers.add(answer(response.path("response").asString(), ""));
                    }
                }
            }
        }
        return answers;
    }

    /// @param notice the status that the bounce gave; it stands in for one that the reply lacks
    private static Answer answer(String diagnosis, String notice) {
        var status = STATUS.matcher(notice);
        var given = status.find() ? status.group() : "";
        var reply = REPLY.matcher(diagnosis);
        if (!reply.find()) {
            int code = given.startsWith("4") ? 450 : 550;
            return new Answer(Speaker.MX, null, null, code, given, diagnosis);
        }
        var own = reply.group(2);
        if (own == null) own = given.endsWith(".0.0") ? "" : given;
        int code = Integer.parseInt(reply.group(1));
        return new Answer(Speaker.MX, null, null, code, own, diagnosis.substring(reply.end()));
    }
}
