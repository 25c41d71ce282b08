package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import java.util.List;
import java.util.stream.Collectors;

/// The value of From, To, Cc: what decides who a mail claims to be from.
class MailboxesFuzzTest {
    private static final String DOMAIN = "example.com";

    @FuzzTest
    void listThatIsReadSaysTheSameWhenItIsWrittenAgain(byte[] input) throws MalformedHeader {
        var value = Cuts.utf8(input).orElse(Cuts.latin1(input));
        requireSameWhenWritten(value);
        requireSameWhenQualified(value);
    }

    private static void requireSameWhenWritten(String value) throws MalformedHeader {
        List<Mailbox> found;
        try {
            found = Mailboxes.parse(value);
        } catch (MalformedHeader e) {
            assertThat(e.fault()).isEqualTo(MalformedHeader.Fault.ADDRESS);
            assertThat(e.reason().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
            return;
        }
        assertThat(found.size()).isLessThanOrEqualTo(Mailboxes.MAX_MAILBOXES);
        for (var mailbox : found) {
            assertThat(mailbox.name().chars()).noneMatch(Character::isISOControl);
        }
        var written =
                found.stream()
                        .map(it -> HeaderWriter.mailbox(it.name(), it.address().toString()))
                        .collect(Collectors.joining(", "));
        assertThat(addresses(Mailboxes.parse(written))).isEqualTo(addresses(found));
    }

    private static void requireSameWhenQualified(String value) throws MalformedHeader {
        List<Mailbox> found;
        try {
            found = Mailboxes.parse(value.replace("\r\n", ""), DOMAIN);
        } catch (MalformedHeader _) {
            return;
        }
        var qualified = Mailboxes.qualify(value, DOMAIN);
        assertThat(addresses(Mailboxes.parse(qualified.replace("\r\n", ""))))
                .isEqualTo(addresses(found));
        assertThat(Mailboxes.qualify(qualified, DOMAIN)).isEqualTo(qualified);
    }

    private static List<Address> addresses(List<Mailbox> mailboxes) {
        return mailboxes.stream().map(Mailbox::address).toList();
    }
}
