package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.mime.FromHeader;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.util.regex.Pattern;

/// The header of a mail that is handed over.
class HeaderFuzzTest {
    private static final Pattern BARE = Pattern.compile("\r(?!\n)|(?<!\r)\n|\0");

    @FuzzTest
    void headerIsItsFieldsOneBehindTheOtherAndNothingElse(byte[] mail) throws IOException {
        requireSameBeginningOfTheBody(mail);
        HeaderBlock header;
        try {
            header = HeaderBlock.parse(mail, mail.length);
        } catch (MalformedHeader e) {
            assertThat(e.reason().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
            return;
        }
        var text = Cuts.latin1(mail);
        var joined = new StringBuilder();
        for (var field : header.fields()) {
            var raw = field.raw();
            assertThat(field.start()).isEqualTo(joined.length());
            assertThat(raw).matches("(?s)" + Pattern.quote(field.name()) + "[ \t]*:.*");
            assertThat(BARE.matcher(raw).find()).isFalse();
            // A line's end in a field is followed by whitespace, so no other field hides in it.
            assertThat(raw.substring(0, raw.length() - 1)).doesNotContainPattern("\n[^ \t]");
            assertThat(field.value()).doesNotContain("\r", "\n", "\0");
            joined.append(raw);
        }
        assertThat(header.complete()).isEqualTo(HeaderBlock.bodyStart(mail, 0, mail.length) >= 0);
        if (header.complete()) joined.append("\r\n");
        assertThat(text).startsWith(joined);
        assertThat(header.length()).isEqualTo(joined.length());
        requireSenderOrReason(header);
    }

    /// A reader that gets the mail in pieces finds the same empty line.
    private static void requireSameBeginningOfTheBody(byte[] mail) throws IOException {
        int whole = HeaderBlock.bodyStart(mail, 0, mail.length);
        var text = Cuts.latin1(mail);
        int defined = text.startsWith("\r\n") ? 2 : text.indexOf("\r\n\r\n") + 4;
        assertThat(whole).isEqualTo(defined == 3 ? -1 : defined);
        for (var cut : Cuts.values()) {
            var seen = new int[] {0, -1};
            cut.feed(
                    mail,
                    0,
                    (_, offset, length) -> {
                        if (seen[1] >= 0) return;
                        seen[1] = HeaderBlock.bodyStart(mail, seen[0], offset + length);
                        seen[0] = offset + length;
                    });
            assertThat(seen[1]).as(cut.name()).isEqualTo(whole);
        }
    }

    private static void requireSenderOrReason(HeaderBlock header) {
        try {
            assertThat(FromHeader.addresses(header)).doesNotHaveDuplicates().isNotEmpty();
        } catch (MalformedHeader e) {
            assertThat(e.reason().getBytes(ISO_8859_1)).isNotEmpty();
        }
    }
}
