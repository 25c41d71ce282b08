package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailCheckTest {
    private static final String RULES =
            """
            [{"name":"MIME_HTML_ONLY","points":1.25,"description":"theirs","seen":"Only HTML.",
              "advice":"Send both."},
             {"name":"ODD_\u001b[2J","points":1,"description":"their \u001b[2J words","seen":"",
              "advice":""},
             {"name":"MIME_GOOD","points":-0.5,"description":"","seen":"","advice":""}]
            """
                    .replace("\u001b", "\\u001b");

    @TempDir Path data;
    private final Scene scene = new Scene();

    @AfterEach
    void endServer() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({"pass, 0", "delay, 1", "mark, 1", "refuse, 2"})
    void exitSaysWhatTheFilterWouldDo(String action, int exit) throws Exception {
        scene.gateway(data, 200, report(action, "[]"));
        assertThat(scene.run("mail", "check", mail())).isEqualTo(exit);
        assertThat(scene.out()).contains("No rule costs anything.");
        assertThat(scene.requests).containsExactly("POST /v1/content?lang=en Subject: x\r\n\r\ny");
    }

    @Test
    void ourWordsComeFirstAndTheirsCannotSteerTheTerminal() throws Exception {
        scene.gateway(data, 200, report("mark", RULES));
        scene.run("mail", "check", mail(), "--lang", "fr", "--from", "a@b.c", "--to", "d@e.f");
        assertThat(scene.out())
                .contains("rspamd lui donne 6,4 points ; à partir de 15,0")
                .contains("  1,3  Only HTML.  [MIME_HTML_ONLY]\n       Send both.\n")
                .contains("  1,0  their  [2J words  [ODD_ [2J]\n")
                .contains("-0,5 points")
                .doesNotContain("theirs", "\u001b[2J", "[MIME_GOOD]");
        assertThat(scene.requests.getFirst())
                .startsWith("POST /v1/content?lang=fr&sender=a%40b.c&recipient=d%40e.f ");
    }

    @Test
    void moreThanADozenRulesAreCounted() throws Exception {
        var rules = "{\"name\":\"R\",\"points\":1},".repeat(15) + "{\"name\":\"R\",\"points\":1}";
        scene.gateway(data, 200, report("mark", "[" + rules + "]"));
        scene.run("mail", "check", mail());
        assertThat(scene.out()).contains("There are 4 more rules that cost something");
    }

    @Test
    void filterThatIsSilentIsUnavailableAndNoFaultOfTheMail() throws Exception {
        scene.gateway(
                data,
                409,
                "{\"code\":\"filter-silent\",\"subject\":\"127.0.0.1:783\",\"detail\":\"silent\"}");
        assertThat(scene.run("mail", "check", mail())).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(scene.err()).contains("silent");
    }

    @Test
    void fileThatIsNotThereIsTold() {
        scene.gateway(data, 200, "{}");
        var file = data.resolve("none.eml").toString();
        assertThat(scene.run("mail", "check", file)).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(scene.err()).contains(file);
        assertThat(scene.requests).isEmpty();
    }

    private static String report(String action, String rules) {
        return "{\"filter\":\"rspamd\",\"score\":6.4,\"threshold\":15.0,\"action\":\""
                + action
                + "\",\"rules\":"
                + rules
                + "}";
    }

    private String mail() throws IOException {
        return Files.writeString(data.resolve("mail.eml"), "Subject: x\r\n\r\ny").toString();
    }
}
