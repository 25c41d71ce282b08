package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.platform.http.PlainAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// What a web server of strangers answers.
class PlainAnswerFuzzTest {
    private static final int LIMIT = 100;

    @FuzzTest
    void answerIsOneWithinItsLimitsOrNone(byte[] bytes) {
        try {
            var answer = PlainAnswer.read(new ByteArrayInputStream(bytes), LIMIT);
            assertThat(answer.status()).isBetween(200, 599);
            assertThat(answer.body()).hasSizeLessThanOrEqualTo(LIMIT);
            answer.headers()
                    .forEach((name, value) -> assertThat(name + value).doesNotContain("\n"));
        } catch (IOException broken) {
            assertThat(broken).message().isNotBlank();
        }
    }
}
