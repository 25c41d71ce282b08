package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.MalformedHeader;

/// Subjects and names: read for showing, and written by ourselves.
class EncodedWordsFuzzTest {
    @FuzzTest
    void textIsOneLineWhenItIsReadAndTheSameWhenItIsWrittenAndRead(byte[] input)
            throws MalformedHeader {
        var text = Cuts.utf8(input).orElse(Cuts.latin1(input));
        var decoded = EncodedWords.decode(text);
        assertThat(decoded.codePoints()).noneMatch(EncodedWordsFuzzTest::cannotBeShown);
        requireReadAsWritten(decoded);
        if (text.chars().noneMatch(Character::isISOControl)) requireReadAsWritten(text);
    }

    /// Half a character is none: JSON, UTF-8 and browsers each do something else with it.
    private static boolean cannotBeShown(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    private static void requireReadAsWritten(String text) throws MalformedHeader {
        byte[] bytes;
        try {
            bytes = new HeaderWriter().text("Subject", text).bytes();
        } catch (IllegalArgumentException e) {
            assertThat(text).containsPattern("[^ ]{900,}");
            return;
        }
        var written = new String(bytes, UTF_8);
        assertThat(written.chars()).allMatch(c -> c < 0x7f);
        for (var line : written.split("\r\n")) {
            assertThat(line.length()).isLessThanOrEqualTo(998);
            assertThat(line).doesNotContain("\r", "\n");
        }
        var header = HeaderBlock.parse(bytes, bytes.length);
        assertThat(header.fields()).hasSize(1);
        var read = EncodedWords.decode(header.fields().getFirst().value());
        assertThat(read.strip()).isEqualTo(text.strip());
    }
}
