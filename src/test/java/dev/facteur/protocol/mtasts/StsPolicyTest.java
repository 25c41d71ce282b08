package dev.facteur.protocol.mtasts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.mtasts.StsPolicy.Mode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StsPolicyTest {
    private static final String HEAD = "version: STSv1\r\nmode: enforce\r\n";

    @Test
    void exampleOfTheRfcIsRead() throws MalformedPolicy {
        var policy =
                parse(
                        """
                        version: STSv1
                        mode: enforce
                        mx: mail.example.com
                        mx: *.example.net
                        mx: backupmx.example.com
                        max_age: 604800
                        """);
        assertThat(policy)
                .isEqualTo(
                        new StsPolicy(
                                Mode.ENFORCE,
                                List.of(
                                        "mail.example.com",
                                        "*.example.net",
                                        "backupmx.example.com"),
                                Duration.ofDays(7)));
    }

    @Test
    void ofAFieldThatMayStandOnceTheFirstCounts() throws MalformedPolicy {
        var policy = parse(HEAD + "mode: none\r\nmx: a.example\r\nmax_age: 61\r\nmax_age: 1\r\n");
        assertThat(policy.mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policy.maxAge()).isEqualTo(Duration.ofSeconds(61));
    }

    @Test
    void policyIsKeptForAYearAtTheMost() throws MalformedPolicy {
        assertThat(parse(HEAD + "mx: a.example\r\nmax_age: 9999999999").maxAge())
                .isEqualTo(Duration.ofHours(365 * 24 + 6));
    }

    @Test
    void unknownFieldsAndEmptyLinesMeanNothing() throws MalformedPolicy {
        assertThat(
                        parse(
                                HEAD
                                        + "\r\nx-new: thing\r\nMX: A.Example\r\nmx: B.Example\r\nmax_age:1\n"))
                .extracting(StsPolicy::exchanges)
                .isEqualTo(List.of("b.example"));
    }

    @Test
    void policyThatAsksNothingNeedsNoServer() throws MalformedPolicy {
        assertThat(parse("version: STSv1\nmode: none\nmax_age: 86400").exchanges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "version: STSv2\nmode: enforce\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: strict\nmx: a.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: -1",
                "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 12345678901",
                "version: STSv1\nmode: enforce\nmx: a.*.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: *\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: .example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a.example b.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: é.example\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx a.example\nmax_age: 1"
            })
    void fileThatIsNoPolicyIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedPolicy.class);
    }

    @Test
    void fileThatIsTooLargeIsRefused() {
        var text = HEAD + "mx: a.example\r\nmax_age: 60\r\nx: " + "y".repeat(StsPolicy.MAX_BYTES);
        assertThatThrownBy(() -> parse(text)).hasMessage("is larger than 64 KiB");
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, mail.example.com, true",
        "MAIL.example.com, mail.EXAMPLE.com, true",
        "*.example.com, mail.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, a.mail.example.com, false",
        "*.example.com, mail.example.com.evil.example, false",
        "mail.example.com, mail.example.com.evil.example, false",
        "*.com, *.com, true"
    })
    void wildcardStandsForOneLabel(String pattern, String host, boolean named)
            throws MalformedPolicy {
        var policy = parse(HEAD + "mx: " + pattern + "\r\nmax_age: 60\r\n");
        assertThat(policy.names(host)).isEqualTo(named);
    }

    private static StsPolicy parse(String text) throws MalformedPolicy {
        return StsPolicy.parse(text.getBytes(UTF_8));
    }
}
