package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.protocol.dsn.DsnMessage;
import dev.facteur.protocol.dsn.DsnWriter;
import dev.facteur.protocol.dsn.Report;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// A report about a mail that somebody else wrote and a third one refused. An input has the status,
/// the recipient, its ORCPT, the remote host and what it said, the mail's ENVID, each on a line of
/// its own, and then the mail.
class DsnFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");
    private static final List<Report.Action> ACTIONS = List.of(Report.Action.values());
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"([^\"]+)\"");

    @FuzzTest
    void reportCanBeSentAndReadWhateverItIsAbout(byte[] input) throws MalformedHeader {
        var lines = Cuts.lines(input, 7);
        if (lines.size() < 7) return;
        Address recipient;
        try {
            recipient = Address.parse(text(lines.get(1)));
        } catch (MalformedAddress _) {
            return;
        }
        var report = report(lines, recipient);
        var message = DsnWriter.write(report);
        var text = Cuts.latin1(message.bytes());
        for (var line : text.split("\r\n", -1)) {
            assertThat(line).doesNotContain("\r", "\n", "\0");
            assertThat(line.length()).isLessThanOrEqualTo(998);
        }
        if (!message.eightBit()) assertThat(text.chars()).allMatch(c -> c < 0x80);
        requireReadAgain(message, recipient, report.entries().getFirst());
    }

    private static String text(byte[] bytes) {
        return Cuts.utf8(bytes).orElse(Cuts.latin1(bytes));
    }

    private static Report report(List<byte[]> lines, Address recipient) {
        var mail = lines.get(6);
        var original = text(lines.get(2));
        var remote = text(lines.get(3));
        var entry =
                new Report.Entry(
                        recipient.toString(),
                        original.isEmpty() ? null : original,
                        ACTIONS.get(lines.getFirst().length % ACTIONS.size()),
                        text(lines.get(0)),
                        remote.isEmpty() ? null : remote,
                        text(lines.get(4)),
                        true,
                        NOW);
        var letterhead =
                new Report.Letterhead(
                        "mail.example.com", "post@example.com", "a@example.org", "1@a", NOW);
        return new Report(
                letterhead,
                new Report.Mail(
                        NOW,
                        text(lines.get(5)),
                        lines.getFirst().length % 2 == 0,
                        mail.length,
                        () -> new ByteArrayInputStream(mail)),
                List.of(entry));
    }

    private static void requireReadAgain(DsnMessage message, Address recipient, Report.Entry entry)
            throws MalformedHeader {
        var bytes = message.bytes();
        var header = HeaderBlock.parse(bytes, bytes.length);
        var type = header.first("Content-Type").orElseThrow().value();
        assertThat(type).startsWith("multipart/report; report-type=delivery-status;");
        var boundary = BOUNDARY.matcher(type);
        assertThat(boundary.find()).isTrue();
        var body = Cuts.latin1(Arrays.copyOfRange(bytes, header.length(), bytes.length));
        var parts = body.split("(?:^|\r\n)--" + boundary.group(1) + "(?=--\r\n|\r\n)", -1);
        assertThat(parts.length).isBetween(4, 5);
        assertThat(parts[0]).isEmpty();
        assertThat(parts[parts.length - 1]).isEqualTo("--\r\n");
        var status = parts[2].split("\r\n\r\n", 2)[1];
        var blocks = status.split("(?<=\r\n)\r\n");
        assertThat(blocks).hasSize(2);
        requireFields(blocks[0], "Original-Envelope-Id|Reporting-MTA|Arrival-Date");
        var fields =
                requireFields(
                        blocks[1],
                        "Original-Recipient|Final-Recipient|Action|Status|Remote-MTA"
                                + "|Diagnostic-Code|Will-Retry-Until");
        var finalRecipient = fields.first("Final-Recipient").orElseThrow().value();
        assertThat(finalRecipient)
                .isEqualTo((recipient.needsSmtpUtf8() ? "utf-8; " : "rfc822; ") + recipient);
        assertThat(fields.first("Action").orElseThrow().value()).isEqualTo(entry.action().word());
        assertThat(fields.first("Status").orElseThrow().value()).matches("[245](\\.\\d{1,3}){2}");
    }

    private static HeaderBlock requireFields(String block, String names) throws MalformedHeader {
        var bytes = block.getBytes(ISO_8859_1);
        var fields = HeaderBlock.parse(bytes, bytes.length);
        assertThat(fields.fields()).allMatch(field -> field.name().matches(names));
        assertThat(Cuts.utf8(bytes)).isPresent();
        return fields;
    }
}
