package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void whatSteersATerminalBecomesASpace() {
        assertThat(OneLine.of("a\u001b[31mred\u009b0m\r\nb", 100)).isEqualTo("a [31mred 0m b");
    }

    @Test
    void whatTurnsOrHidesTextBecomesASpace() {
        assertThat(OneLine.of("\u202egpj\u200b.exe\u2028\ue000", 100)).isEqualTo("gpj .exe");
    }

    @Test
    void textOfAllScriptsStays() {
        assertThat(OneLine.of("Poste d’Été 郵便 ✉ 😀", 100)).isEqualTo("Poste d’Été 郵便 ✉ 😀");
    }

    @Test
    void noCharacterIsCutInTwo() {
        assertThat(OneLine.of("ab😀", 3)).isEqualTo("ab");
        assertThat(OneLine.of("ab😀", 4)).isEqualTo("ab😀");
    }

    @Property
    void resultIsOneShortLineAndStaysAsItIs(
            @ForAll String text, @ForAll @IntRange(max = 50) int most) {
        var line = OneLine.of(text, most);
        assertThat(line).hasSizeLessThanOrEqualTo(most).isEqualTo(line.strip());
        assertThat(line.chars()).noneMatch(Character::isISOControl);
        assertThat(OneLine.of(line, most)).isEqualTo(line);
    }
}
