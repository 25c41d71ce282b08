package dev.facteur.protocol.dsn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.dsn.Report.Action;
import dev.facteur.protocol.dsn.Report.Entry;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.HeaderField;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DsnWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:05:00Z");
    private static final String MAIL =
            "From: a@example.com\r\nSubject: =?utf-8?Q?Votre_commande_n=C2=B0?= 1\r\n\r\nhello\r\n";

    /// A part as another library reads it: type, text decoded.
    private record Part(String type, String text) {}

    @Test
    void failureIsReportedToPeopleAndMachines() throws Exception {
        var entry =
                new Entry(
                        "gone@example.net",
                        "rfc822;Gone@Example.net",
                        Action.FAILED,
                        "5.1.1",
                        "mx.example.net",
                        "550 5.1.1 no such user",
                        true,
                        null);
        var report = write("env-1", false, MAIL, entry);
        var parts = parts(report);
        assertThat(parts)
                .extracting(Part::type)
                .containsExactly("text/plain", "message/delivery-status", "text/rfc822-headers");
        assertThat(parts.get(0).text())
                .contains("mail \"Votre commande n° 1\" of 23 November 2026, 09:05 UTC")
                .contains("du 23 novembre 2026, 09:05 UTC.")
                .contains("  gone@example.net\r\n")
                .contains("The server mx.example.net answered:\r\n      550 5.1.1 no such user")
                .contains("What to do: There is no such address.")
                .contains("Le serveur mx.example.net a répondu :")
                .contains("Que faire : Cette adresse n'existe pas.");
        assertThat(parts.get(1).text())
                .isEqualTo(
                        """
                        Original-Envelope-Id: env-1
                        Reporting-MTA: dns; gateway.example.com
                        Arrival-Date: Mon, 23 Nov 2026 09:05:00 +0000

                        Original-Recipient: rfc822; Gone@Example.net
                        Final-Recipient: rfc822; gone@example.net
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.example.net
                        Diagnostic-Code: smtp; 550 5.1.1 no such user
                        """
                                .replace("\n", "\r\n"));
        assertThat(parts.get(2).text()).isEqualTo(MAIL.substring(0, MAIL.indexOf("\r\n\r\n") + 2));
        assertThat(header(report, "Auto-Submitted")).isEqualTo("auto-replied");
        assertThat(header(report, "To")).isEqualTo("<a@example.com>");
        assertThat(header(report, "Content-Type")).contains("report-type=delivery-status");
        assertThat(report.eightBit()).isFalse();
        assertThat(report.smtpUtf8()).isFalse();
    }

    @Test
    void delaySaysUntilWhenAndAsksForNothing() throws Exception {
        var entry =
                new Entry(
                        "a@example.net",
                        null,
                        Action.DELAYED,
                        "",
                        null,
                        "no connection to any port",
                        false,
                        NOW.plusSeconds(3_600));
        var parts = parts(write(null, false, MAIL, entry));
        assertThat(parts.get(0).text())
                .contains("It is tried until 23 November 2026, 10:05 UTC.")
                .contains("do not send it once more")
                .doesNotContain("What to do");
        assertThat(parts.get(1).text())
                .contains("Action: delayed\r\nStatus: 4.0.0\r\n")
                .contains("Diagnostic-Code: x-facteur; no connection to any port\r\n")
                .contains("Will-Retry-Until: Mon, 23 Nov 2026 10:05:00 +0000\r\n")
                .doesNotContain("Original-Envelope-Id");
    }

    @Test
    void statusIsOfTheClassOfTheAction() {
        assertThat(status(Action.DELAYED, "5.7.8")).isEqualTo("4.7.8");
        assertThat(status(Action.FAILED, "4.3.0")).isEqualTo("5.3.0");
        assertThat(status(Action.RELAYED, "")).isEqualTo("2.0.0");
    }

    private static String status(Action action, String status) {
        return new Entry("a@example.net", null, action, status, null, null, false, null).status();
    }

    @Test
    void mailThatCannotBeReadAnyMoreIsReportedWithoutIt() throws Exception {
        var lost = new Report.Mail(NOW, null, true, 10, DsnWriterTest::unreadable);
        assertThat(parts(write(lost, failed("bob@example.net"))))
                .extracting(Part::type)
                .containsExactly("text/plain", "message/delivery-status");
    }

    private static InputStream unreadable() throws IOException {
        throw new IOException("Input/output error");
    }

    @Test
    void wholeMailComesBackWhenAskedForUpToALimit() throws Exception {
        assertThat(parts(write(null, true, MAIL, failed("x"))).get(2))
                .isEqualTo(new Part("message/rfc822", MAIL));
        var large = MAIL + "0123456789\r\n".repeat(100_000);
        assertThat(parts(write(null, true, large, failed("x"))).get(2).type())
                .isEqualTo("text/rfc822-headers");
    }

    @Test
    void mailThatCouldNotBeSentOnComesBackAsWhatCan() throws Exception {
        var longLine = "Subject: s\r\nX: " + "x".repeat(1_000) + "\r\n\r\nhello\r\n";
        var part = parts(write(null, true, longLine, failed("x"))).get(2);
        assertThat(part).isEqualTo(new Part("text/rfc822-headers", "Subject: s\r\n"));
        var longBody = "Subject: s\r\n\r\n" + "x".repeat(1_000);
        assertThat(parts(write(null, true, longBody, failed("x"))).get(2).type())
                .isEqualTo("text/rfc822-headers");
        assertThat(parts(write(null, true, "no header at all\r\n", failed("x")))).hasSize(2);
    }

    @Test
    void addressesBeyondAsciiTakeTheInternationalForms() throws Exception {
        var entry =
                new Entry(
                        "zoé@example.net",
                        "utf-8;zoé@example.net",
                        Action.FAILED,
                        "5.6.7",
                        null,
                        null,
                        false,
                        null);
        var mail = "From: zoé@example.net\r\n\r\nhello\r\n";
        var report = write(null, true, mail, entry);
        assertThat(report.eightBit()).isTrue();
        var text = new String(report.bytes(), StandardCharsets.UTF_8);
        assertThat(text)
                .contains("Content-Type: message/global-delivery-status\r\n")
                .contains("Final-Recipient: utf-8; zoé@example.net\r\n")
                .contains("Original-Recipient: utf-8; zoé@example.net\r\n")
                .contains("Content-Type: message/global\r\n");
    }

    /// ORCPT may have 500 characters, of several bytes each.
    @Test
    void longestOriginalRecipientStillFitsOnItsLine() throws Exception {
        var original = "utf-8;" + "用".repeat(480) + "@example.net";
        var entry =
                new Entry(
                        "a@example.net", original, Action.FAILED, "5.1.1", null, null, false, null);
        var report = write(null, false, MAIL, entry);
        assertThat(parts(report).get(1).text()).contains("Original-Recipient: utf-8;");
        assertLinesAreSendable(report);
    }

    @Test
    void whatARemoteServerSaysCannotBreakTheReport() throws Exception {
        var said = "550 a\r\nBcc: x@y.z\r\n\r\n--x\u0000 é\u0085\ud800" + "z".repeat(5_000);
        var entry =
                new Entry(
                        "x".repeat(64) + "@" + "y".repeat(250),
                        "a\r\nb;c\r\n\r\nd",
                        Action.FAILED,
                        "5.0.0\r\nX: y",
                        "host\r\nX: y",
                        said,
                        true,
                        null);
        var report = write("id\r\n\r\nX: y", false, MAIL, entry);
        var status = parts(report).get(1).text();
        assertThat(status.split("\r\n\r\n")).hasSize(2);
        assertThat(status).contains("Status: 5.0.0\r\n").doesNotContain("\r\nX:", "\r\nBcc:");
        assertLinesAreSendable(report);
    }

    @Test
    void mailThatContainsAReportOfOursStaysInItsPart() throws Exception {
        var first = write(null, true, MAIL, failed("x"));
        var second =
                write(null, true, new String(first.bytes(), StandardCharsets.UTF_8), failed("x"));
        assertThat(parts(second).get(2).text())
                .isEqualTo(new String(first.bytes(), StandardCharsets.UTF_8));
        assertLinesAreSendable(second);
    }

    @Test
    void manyRecipientsFitInOneReport() throws Exception {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < 1_000; i++) entries.add(failed("u" + i));
        var report = write(null, false, MAIL, entries.toArray(Entry[]::new));
        var parts = parts(report);
        assertThat(parts.get(0).text()).contains("  u49@example.net", "  + 950");
        assertThat(parts.get(1).text().split("\r\n\r\n")).hasSize(1_001);
    }

    @Test
    void letterheadThatCouldBreakAHeaderIsRefused() {
        assertThatThrownBy(() -> writeTo("a@example.com\r\nBcc: x@y.z"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertLinesAreSendable(DsnMessage report) {
        var text = new String(report.bytes(), StandardCharsets.ISO_8859_1);
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        assertThat(text.split("\r\n")).allMatch(line -> line.length() <= 998);
    }

    private static Entry failed(String user) {
        return new Entry(
                user + "@example.net",
                null,
                Action.FAILED,
                "5.2.2",
                "mx.example.net",
                "552 5.2.2 full",
                true,
                null);
    }

    private static DsnMessage writeTo(String to) {
        var letterhead =
                new Report.Letterhead(
                        "gateway.example.com", "postmaster@example.com", to, "1@g", NOW);
        return DsnWriter.write(
                new Report(letterhead, mail(null, false, MAIL), List.of(failed("x"))));
    }

    private static DsnMessage write(
            @Nullable String envelopeId, boolean whole, String mail, Entry... entries) {
        return write(mail(envelopeId, whole, mail), entries);
    }

    private static DsnMessage write(Report.Mail mail, Entry... entries) {
        var letterhead =
                new Report.Letterhead(
                        "gateway.example.com",
                        "postmaster@example.com",
                        "a@example.com",
                        "r1@gateway.example.com",
                        NOW);
        return DsnWriter.write(new Report(letterhead, mail, List.of(entries)));
    }

    private static Report.Mail mail(@Nullable String envelopeId, boolean whole, String mail) {
        var bytes = mail.getBytes(StandardCharsets.UTF_8);
        return new Report.Mail(
                NOW, envelopeId, whole, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    private static String header(DsnMessage report, String name) throws Exception {
        return HeaderBlock.parse(report.bytes(), report.bytes().length)
                .first(name)
                .map(HeaderField::value)
                .orElseThrow();
    }

    /// The parts as mime4j reads them.
    private static List<Part> parts(DsnMessage report) throws Exception {
        var stream = new MimeTokenStream(MimeConfig.STRICT);
        stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
        stream.parse(new ByteArrayInputStream(report.bytes()));
        var parts = new ArrayList<Part>();
        for (var state = stream.getState();
                state != EntityState.T_END_OF_STREAM;
                state = stream.next()) {
            if (state != EntityState.T_BODY) continue;
            var type = stream.getBodyDescriptor().getMimeType();
            var bytes = stream.getDecodedInputStream().readAllBytes();
            parts.add(new Part(type, new String(bytes, StandardCharsets.UTF_8)));
        }
        return parts;
    }
}
