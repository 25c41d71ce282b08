package dev.facteur.deliver.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordPatternTest {
    @Test
    void theyStandInTheirOrderHoweverFarApart() {
        var words = WordPattern.of("mail*is full");
        assertThat(words.fit("your mailbox " + "x".repeat(1000) + " is full")).isTrue();
        assertThat(words.fit("is full: your mailbox")).isFalse();
        assertThat(words.fit("mail")).isFalse();
        assertThat(WordPattern.of("*").fit("")).isTrue();
    }

    @Test
    void ofSeveralOneIsEnough() {
        var words = WordPattern.of("box|mailbox*is full|is over");
        assertThat(words.fit("your mailbox is full")).isTrue();
        assertThat(words.fit("the box is over")).isTrue();
        assertThat(words.fit("it is over, the box")).isFalse();
        assertThat(WordPattern.of("box is full|box*full|over").fit("box is full")).isTrue();
    }

    @Test
    void someHaveToBeCloseToEachOtherWhereverThatIs() {
        var words = WordPattern.of("user|account~unknown|not found");
        assertThat(words.fit("user a@b.example is unknown")).isTrue();
        assertThat(words.fit("user " + "x".repeat(41) + " unknown")).isFalse();
        assertThat(words.fit("user " + "x".repeat(41) + " user not found")).isTrue();
        assertThat(words.fit("unknown user")).isFalse();
    }

    @Test
    void onlyWhatIsWrittenAsItIsComparedIsTaken() {
        assertThatThrownBy(() -> WordPattern.of("Mailbox full"))
                .hasMessageContaining("write the words");
    }
}
