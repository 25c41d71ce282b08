package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.mime.PartDepth;
import java.io.IOException;

/// The parts of a mail, which are only counted.
class MimeFuzzTest {
    @FuzzTest
    void partsAreCountedTheSameHoweverTheMailArrives(byte[] mail) throws IOException {
        var whole = count(Cuts.WHOLE, mail);
        for (var cut : Cuts.values()) {
            var counted = count(cut, mail);
            assertThat(counted.parts()).as(cut.name()).isEqualTo(whole.parts());
            assertThat(counted.excess()).as(cut.name()).isEqualTo(whole.excess());
        }
        var text = Cuts.latin1(mail);
        // Each part has a delimiter line of its own, and each level a header that names it.
        assertThat(whole.parts()).isLessThanOrEqualTo(text.split("(?m)^--", -1).length - 1);
        if (whole.parts() > PartDepth.MAX_PARTS) assertThat(whole.excess()).isNotNull();
        if (whole.excess() != null && whole.parts() <= PartDepth.MAX_PARTS) {
            assertThat(text.split(":", -1).length - 1).isGreaterThanOrEqualTo(PartDepth.MAX_DEPTH);
        }
        requireNotFewerWithMore(mail, whole);
    }

    private static PartDepth count(Cuts cut, byte[] mail) throws IOException {
        var depth = new PartDepth();
        cut.feed(mail, 0, depth::accept);
        return depth;
    }

    /// What was found stays found, whatever follows.
    private static void requireNotFewerWithMore(byte[] mail, PartDepth whole) {
        var longer = new PartDepth();
        longer.accept(mail, 0, mail.length);
        var more = "\r\n--x--\r\n--x\r\n\r\n--\r\n".getBytes(US_ASCII);
        longer.accept(more, 0, more.length);
        assertThat(longer.parts()).isGreaterThanOrEqualTo(whole.parts());
        if (whole.excess() != null) assertThat(longer.excess()).isEqualTo(whole.excess());
    }
}
