package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Mailboxes;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.Rejected;
import java.net.IDN;
import java.util.List;

/// One address, as SMTP and the HTTP API take it.
class AddressFuzzTest {
    @FuzzTest
    void addressCanBeWrittenWhereverItWillBe(byte[] input) throws Rejected {
        var text = Cuts.utf8(input).orElse(Cuts.latin1(input));
        Address address;
        try {
            address = Address.parse(text);
        } catch (MalformedAddress e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return;
        }
        assertThat(address).hasToString(text);
        assertThat(text.getBytes(UTF_8).length).isLessThanOrEqualTo(254);
        assertThat(text.codePoints()).noneMatch(AddressFuzzTest::breaksALine);
        requireDomain(address.domain());
        requireReadInACommand(address);
        requireReadInAHeader(address);
    }

    private static boolean breaksALine(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    }

    private static void requireDomain(String domain) {
        if (domain.startsWith("[")) {
            assertThat(domain).matches("\\[([Ii][Pp][Vv]6:)?[0-9A-Fa-f:.]+]");
            return;
        }
        var ascii = IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
        assertThat(ascii).matches("[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*");
    }

    private static void requireReadInACommand(Address address) throws Rejected {
        var utf8 = address.needsSmtpUtf8() ? " SMTPUTF8" : "";
        var mail = (Command.Mail) CommandParser.parse("MAIL FROM:<" + address + ">" + utf8);
        assertThat(mail.sender()).isEqualTo(address);
        var rcpt = (Command.Rcpt) CommandParser.parse("RCPT TO:<@a.example:" + address + ">");
        assertThat(rcpt.recipient()).isEqualTo(address);
    }

    /// A header may say `"a"@b` as `a@b`, and refuses what cannot be seen.
    private static void requireReadInAHeader(Address address) {
        List<Mailbox> found;
        try {
            found = Mailboxes.parse("<" + address + ">");
        } catch (MalformedHeader e) {
            assertThat(address.toString()).containsPattern("[^ -~]");
            return;
        }
        assertThat(found).hasSize(1);
        var read = found.getFirst().address();
        assertThat(read.domain()).isEqualTo(address.domain());
        if (!address.localPart().startsWith("\"")) assertThat(read).isEqualTo(address);
    }
}
