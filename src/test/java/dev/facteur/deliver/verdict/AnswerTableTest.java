package dev.facteur.deliver.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTableTest {
    private static final String HEAD = String.join("\t", AnswerTable.COLUMNS);
    private static final String ROW =
            "smtp\t*\t*\t5xx\t*\tfull\trefuse-mail\tmailbox-full\t-\t552 - Mailbox full\tsomewhere";

    private final AnswerTable table = AnswerTable.shipped();

    /// Which also says that no row hides behind one before it.
    @Test
    void everyExampleIsUnderstoodByItsOwnRow() {
        var strayed = new ArrayList<String>();
        for (var row : table.rows()) {
            for (var answer : Examples.of(row)) {
                var found = table.row(answer);
                if (found.line() != row.line()) {
                    strayed.add(row.line() + " is taken by " + found.line() + ": " + answer);
                }
            }
        }
        assertThat(table.rows()).hasSizeGreaterThan(200);
        assertThat(strayed).isEmpty();
    }

    @Test
    void noAnswerIsWithoutMeaning() {
        for (var speaker : Speaker.values()) {
            for (var where : places(speaker)) {
                for (int code = 200; code <= 599; code++) {
                    assertThat(table.row(new Answer(speaker, null, where, code, "", "")))
                            .isNotNull();
                }
            }
        }
    }

    @Test
    void whatAServerSaysForNowIsNeverRefused() {
        for (var answer : serverAnswers()) {
            for (int code : new int[] {421, 450, 451, 452, 454}) {
                assertThat(Meanings.of(with(answer, answer.where(), code)).verdict())
                        .as("%s with %d", answer, code)
                        .isNotIn(Verdict.REFUSE_MAIL, Verdict.REFUSE_RECIPIENT);
            }
        }
    }

    @Test
    void nothingSaidBeforeMailRefusesAMail() {
        for (var answer : serverAnswers()) {
            for (var where : List.of(Where.CONNECT, Where.LOGIN)) {
                assertThat(Meanings.of(with(answer, where, answer.code())).verdict())
                        .as("%s at %s", answer, where)
                        .isNotIn(Verdict.REFUSE_MAIL, Verdict.REFUSE_RECIPIENT);
            }
        }
    }

    /// Neither a bounce nor a suppression may come of what is between us and our provider.
    @Test
    void troubleOfOurAccountIsNeverARefusal() {
        var ours =
                EnumSet.of(
                        Reason.LOGIN_REFUSED,
                        Reason.LOGIN_REQUIRED,
                        Reason.LOGIN_METHOD,
                        Reason.IP_NOT_ALLOWED,
                        Reason.PERMISSION_MISSING,
                        Reason.ACCOUNT_NOT_ACTIVATED,
                        Reason.ACCOUNT_SUSPENDED,
                        Reason.SANDBOX,
                        Reason.CREDIT_GONE,
                        Reason.QUOTA_GONE,
                        Reason.REGION_WRONG,
                        Reason.RELAY_DENIED,
                        Reason.SENDER_NOT_VERIFIED,
                        Reason.SENDER_NOT_ALLOWED);
        assertThat(table.rows())
                .filteredOn(row -> ours.contains(row.meaning().reason()))
                .hasSizeGreaterThan(70)
                .allSatisfy(row ->
                        assertThat(row.meaning().verdict())
                                .as("line %d", row.line())
                                .isIn(Verdict.PARK, Verdict.RETRY));
    }

    @Test
    void onlyARouteCanBeParked() {
        assertThat(table.rows())
                .filteredOn(row -> row.speakers().contains(Speaker.MX))
                .extracting(row -> row.meaning().verdict())
                .doesNotContain(Verdict.PARK);
    }

    @Test
    void everyReasonThatSomebodySaysStandsInARow() {
        var ourOwn = EnumSet.of(Reason.PORTS_BLOCKED, Reason.PORT_25_BLOCKED, Reason.TLS_UNPROVED);
        assertThat(table.rows())
                .extracting(row -> row.meaning().reason())
                .containsAll(EnumSet.complementOf(ourOwn));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refuse-mail  | refuse-all  | refuse-all is no verdict",
                "mailbox-full | mailbox-ful | mailbox-ful is no reason",
                "smtp         | smpt        | smpt is no speaker",
                "5xx          | 5x          | 5x is no code",
                "full         | Full        | write the words small",
                "somewhere    | ''          | a cell is empty",
                "552 -        | 552 '\t' -  | 12 cells instead of 11",
                "refuse-mail  | delivered   | only a 250 means delivered",
            })
    void aBrokenRowIsNamedByItsLine(String whole, String broken, String complaint) {
        var line = ROW.replace(whole, broken);
        assertThatThrownBy(() -> AnswerTable.read(List.of("# remark", HEAD, ROW, "", line)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("answers.tsv:5: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void aStatusIsAnyOneWithOrWithoutItsClassOrNone() {
        assertThat(withStatus("*").fits(refusal("5.2.2"), "")).isTrue();
        assertThat(withStatus("5.2.2").fits(refusal("5.2.2"), "")).isTrue();
        assertThat(withStatus("5.2.2").fits(refusal("5.2.20"), "")).isFalse();
        assertThat(withStatus("x.2.2").fits(refusal("4.2.2"), "")).isTrue();
        assertThat(withStatus("x.2.2").fits(refusal(""), "")).isFalse();
        assertThat(withStatus("x.7.*").fits(refusal("5.7.26"), "")).isTrue();
        assertThat(withStatus("x.7.*").fits(refusal("5.1.7"), "")).isFalse();
        assertThat(withStatus("-").fits(refusal(""), "")).isTrue();
        assertThat(withStatus("-").fits(refusal("5.2.2"), "")).isFalse();
    }

    private static AnswerRow withStatus(String pattern) {
        var cells = new ArrayList<>(List.of(ROW.split("\t")));
        cells.set(4, pattern);
        cells.set(5, "*");
        return AnswerRow.of(1, cells);
    }

    private static Answer refusal(String status) {
        return new Answer(Speaker.MX, null, Where.RCPT, 550, status, "");
    }

    @Test
    void aTableWithOtherColumnsIsRefused() {
        assertThatThrownBy(() -> AnswerTable.read(List.of(ROW)))
                .hasMessageStartingWith("answers.tsv:1: the columns are [speaker, ");
    }

    private List<Answer> serverAnswers() {
        return table.rows().stream()
                .flatMap(row -> Examples.of(row).stream())
                .filter(answer -> answer.speaker() != Speaker.API)
                .toList();
    }

    private static Answer with(Answer answer, @Nullable Where where, int code) {
        return new Answer(
                answer.speaker(), answer.provider(), where, code, answer.status(), answer.text());
    }

    private static Iterable<@Nullable Where> places(Speaker speaker) {
        var places = new ArrayList<@Nullable Where>();
        places.add(null);
        if (speaker != Speaker.API) places.addAll(List.of(Where.values()));
        return places;
    }
}
