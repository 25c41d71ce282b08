package dev.facteur.protocol.dmarc.aggregate;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.facteur.protocol.dmarc.aggregate.AggregateReport.Proof;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateReaderTest {
    private static final Path VECTORS =
            Path.of("src/test/resources/vectors/dmarc-reports/mail-auth");
    private static final String HEAD =
            """
            <feedback><report_metadata><org_name>Receiver</org_name><report_id>1</report_id>
            <date_range><begin>1700000000</begin><end>1700086400</end></date_range></report_metadata>
            <policy_published><domain>example.com</domain><p>none</p></policy_published>
            """;

    @Test
    void reportOfABigReceiverIsReadWhole() throws Exception {
        var report = vector("002.xml");
        assertThat(report.organization()).isEqualTo("google.com");
        assertThat(report.email()).isEqualTo("noreply-dmarc-support@google.com");
        assertThat(report.id()).isEqualTo("2122885654478337555");
        assertThat(report.begin()).isEqualTo(Instant.ofEpochSecond(1661558400));
        assertThat(report.end()).isEqualTo(Instant.ofEpochSecond(1661644799));
        assertThat(report.domain()).isEqualTo("example.org");
        assertThat(report.policy()).isEqualTo("none");
        var row = report.rows().getFirst();
        assertThat(row.source()).isEqualTo(InetAddress.ofLiteral("209.85.220.41"));
        assertThat(row.count()).isEqualTo(2);
        assertThat(row.disposition()).isEqualTo("none");
        assertThat(row.dkimAligned()).isFalse();
        assertThat(row.spfAligned()).isTrue();
        assertThat(row.headerFrom()).isEqualTo("example.org");
        assertThat(row.envelopeFrom()).isEmpty();
        assertThat(row.dkim())
                .containsExactly(new Proof("example-org.20210112.gappssmtp.com", "pass"));
        assertThat(row.spf()).isEqualTo(new Proof("example.org", "pass"));
    }

    @Test
    void reasonsAndReturnPathsAreRead() throws Exception {
        var report = vector("003.xml");
        assertThat(report.organization()).isEqualTo("Fastmail Pty Ltd");
        assertThat(report.rows()).hasSizeGreaterThan(1);
        var row = report.rows().getFirst();
        assertThat(row.envelopeFrom()).isEqualTo("jmap.bounce.topicbox.com");
        assertThat(row.reasons()).containsExactly("trusted_forwarder");
    }

    @Test
    void reportOfTheNewStandardIsReadAsOneOfTheOld() throws Exception {
        var report = vector("004.xml");
        assertThat(report.domain()).isEqualTo("example.com");
        assertThat(report.rows())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.disposition()).isEqualTo("pass");
                    assertThat(row.dkimAligned()).isTrue();
                });
    }

    @Test
    void unknownElementsAreNobodysTrouble() throws Exception {
        assertThat(vector("001.xml").rows()).hasSize(1);
        assertThat(vector("005.xml").rows()).hasSize(1);
    }

    @Test
    void namespacesPrefixesAndCaseDoNotMatter() throws Exception {
        var text =
                HEAD.replace("<feedback>", "<r:Feedback xmlns:r='urn:any'>")
                        + record("192.0.2.1", "3")
                                .replaceAll("(</?)", "$1r:")
                                .toUpperCase(Locale.ROOT)
                                .replace("R:", "r:")
                        + "</r:Feedback>";
        assertThat(read(text).rows()).hasSize(1);
    }

    @Test
    void missingFieldsAreEmpty() throws Exception {
        var plain =
                read(HEAD
                                + "<record><row><source_ip> 2001:DB8::1\n</source_ip><count>7</count></row>"
                                + "</record></feedback>")
                        .rows()
                        .getFirst();
        assertThat(plain.source()).isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(plain.headerFrom()).isEmpty();
        assertThat(plain.spf()).isNull();
        assertThat(plain.dkimAligned()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "", "1e9", "99999999999999999999", "1000000001"})
    void rowWithoutACountIsPassedOverAndCounted(String count) throws Exception {
        var report =
                read(HEAD + record("192.0.2.1", count) + record("192.0.2.1", "1") + "</feedback>");
        assertThat(report.rows()).hasSize(1);
        assertThat(report.unreadable()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "example.com", "1", "127.1", "fe80::1%eth0", "192.0.2.1/24", "::::"})
    void rowWithoutAnAddressIsPassedOver(String address) throws Exception {
        var report = read(HEAD + record(address, "1") + "</feedback>");
        assertThat(report.rows()).isEmpty();
        assertThat(report.unreadable()).isEqualTo(1);
    }

    @Test
    void textsAreOneHarmlessLine() throws Exception {
        var report =
                read(
                        HEAD.replace(
                                                "Receiver",
                                                "&lt;b&gt;A\n\u009b31m&#x202e;B \u200b"
                                                        + "x".repeat(300))
                                        .replace(
                                                "<p>none</p>",
                                                "<p>no\u001bne</p>".replace("\u001b", "&#9;"))
                                + record("192.0.2.1", "1")
                                        .replace("author.example", "\u009bauthor.example")
                                + "</feedback>");
        assertThat(report.organization()).startsWith("<b>A 31m B xxx").hasSize(100);
        assertThat(report.policy()).isEmpty();
        assertThat(report.rows().getFirst().headerFrom()).isEmpty();
    }

    @Test
    void domainsAreALabelsInLowerCase() throws Exception {
        var report =
                read(
                        HEAD.replace("example.com", "Café.Example.")
                                + record("192.0.2.1", "1")
                                        .replace("author.example", "ann@Author.Example")
                                + "</feedback>");
        assertThat(report.domain()).isEqualTo("xn--caf-dma.example");
        assertThat(report.rows().getFirst().headerFrom()).isEqualTo("author.example");
    }

    @Test
    void otherEncodingsAreRead() throws Exception {
        var text = HEAD.replace("<feedback>", "<?xml version='1.0' encoding='UTF-16'?><feedback>");
        assertThat(
                        AggregateReader.read(
                                        new ByteArrayInputStream(
                                                (text + "</feedback>").getBytes(UTF_16)))
                                .id())
                .isEqualTo("1");
    }

    @Test
    void outsideEntityIsNeverOpened() {
        assertRefused(
                "<!DOCTYPE feedback [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                        + HEAD.replace("Receiver", "&x;")
                        + "</feedback>",
                "document type");
        assertRefused(
                "<!DOCTYPE feedback SYSTEM 'http://127.0.0.1:1/x.dtd'>" + HEAD + "</feedback>",
                "document type");
    }

    @Test
    void billionLaughsAreNotHeard() {
        var text = new StringBuilder("<!DOCTYPE feedback [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 30; i++) {
            text.append("<!ENTITY a%d '%s'>".formatted(i, ("&a" + (i - 1) + ";").repeat(10)));
        }
        assertRefused(
                text + "]>" + HEAD.replace("Receiver", "&a29;") + "</feedback>", "document type");
    }

    @Test
    void undeclaredEntityEndsTheReading() {
        assertRefused(HEAD.replace("Receiver", "&x;") + "</feedback>", "no XML");
    }

    @Test
    void depthAndWidthOfARecordAreLimited() {
        assertRefused(HEAD + "<record>" + "<a>".repeat(100_000), "too large");
        assertRefused(
                HEAD + "<record>" + "<a/>".repeat(100_000) + "</record></feedback>", "too large");
    }

    @Test
    void rowsAreLimited() {
        assertRefused(
                HEAD
                        + record("192.0.2.1", "1").repeat(AggregateReader.MOST_ROWS + 1)
                        + "</feedback>",
                "more than 20000 records");
    }

    @Test
    void whatIsNoReportIsSaidToBeNone() {
        assertRefused("", "no XML");
        assertRefused("<html><body>feedback</body></html>", "no report on DMARC");
        assertRefused("<feedback/>", "says nothing");
        assertRefused(
                HEAD.replace("<domain>example.com</domain>", "") + "</feedback>", "which domain");
        assertRefused(HEAD.replace("1700000000", "yesterday") + "</feedback>", "which time");
        assertRefused(HEAD.replace("1700086400", "1600000000") + "</feedback>", "ends before");
        assertRefused(HEAD + record("192.0.2.1", "1"), "no XML");
    }

    @Property(tries = 100)
    void whateverStandsInANameTheNextRowIsReadAll(
            @ForAll @NotEmpty String name,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long count)
            throws Exception {
        var shown = name.replaceAll("[^\\u0020-\\ud7ff]", " ").replace("]]>", " ");
        var report =
                read(
                        HEAD.replace("Receiver", "<![CDATA[" + shown + "]]>")
                                + record("192.0.2.9", String.valueOf(count))
                                + "</feedback>");
        assertThat(report.organization().chars()).noneMatch(Character::isISOControl);
        assertThat(report.rows().getFirst().count()).isEqualTo(count);
        assertThat(Duration.between(report.begin(), report.end())).isEqualTo(Duration.ofDays(1));
    }

    private static String record(String address, String count) {
        return """
        <record><row><source_ip>%s</source_ip><count>%s</count><policy_evaluated>\
        <disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>\
        <identifiers><header_from>author.example</header_from></identifiers></record>\
        """
                .formatted(address, count);
    }

    private static AggregateReport read(String text) throws MalformedReport {
        return AggregateReader.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static AggregateReport vector(String name) throws IOException, MalformedReport {
        try (var file = Files.newInputStream(VECTORS.resolve(name))) {
            return AggregateReader.read(file);
        }
    }

    private static void assertRefused(String text, String why) {
        assertThatExceptionOfType(MalformedReport.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(why);
    }
}
