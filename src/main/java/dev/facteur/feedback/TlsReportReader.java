package dev.facteur.feedback;

import dev.facteur.protocol.dns.DnsName;
import dev.facteur.protocol.mime.OneLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads reports on TLS (RFC 8460 §4.4). Lenient as [the reader of the other
/// reports][dev.facteur.protocol.dmarc.aggregate.AggregateReader] is.
final class TlsReportReader {
    static final int MOST_POLICIES = 1_000;
    static final int MOST_FAILURES = 20_000;
    static final long MOST_SESSIONS = 1_000_000_000;

    private static final int MOST_DEPTH = 20;
    private static final int LONGEST_LINE = 255;
    private static final Pattern WORD = Pattern.compile("[a-z0-9-]{1,60}");

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MOST_DEPTH)
                                                    .maxDocumentLength(Unpacking.MOST_BYTES)
                                                    .build())
                                    .build())
                    .build();

    private int failures;

    private TlsReportReader() {}

    static TlsReport read(byte[] text) throws Unreadable {
        try {
            return new TlsReportReader().report(JSON.readTree(text));
        } catch (JacksonException broken) {
            throw new Unreadable("report-unreadable", "it is no JSON that can be read");
        }
    }

    private TlsReport report(JsonNode json) throws Unreadable {
        var policies = json.path("policies");
        if (!policies.isArray()) {
            throw new Unreadable("report-unreadable", "it is JSON, but no report on TLS");
        }
        if (policies.size() > MOST_POLICIES) {
            throw new Unreadable(
                    "report-unreadable", "it has more than " + MOST_POLICIES + " policies");
        }
        var read = new ArrayList<TlsReport.Policy>();
        for (var policy : policies) read.add(policy(policy));
        var range = json.path("date-range");
        var begin = instant(range.path("start-datetime"));
        var end = instant(range.path("end-datetime"));
        if (end.isBefore(begin)) {
            throw new Unreadable("report-unreadable", "it ends before it begins");
        }
        return new TlsReport(
                line(json.path("organization-name")),
                line(json.path("contact-info")),
                line(json.path("report-id")),
                begin,
                end,
                read);
    }

    private TlsReport.Policy policy(JsonNode node) throws Unreadable {
        var policy = node.path("policy");
        var summary = node.path("summary");
        var details = new ArrayList<TlsReport.Failure>();
        for (var detail : node.path("failure-details")) {
            if (++failures > MOST_FAILURES) {
                throw new Unreadable(
                        "report-unreadable", "it has more than " + MOST_FAILURES + " failures");
            }
            details.add(failure(detail));
        }
        return new TlsReport.Policy(
                word(policy.path("policy-type")),
                domain(policy.path("policy-domain")),
                count(summary.path("total-successful-session-count")),
                count(summary.path("total-failure-session-count")),
                List.copyOf(details));
    }

    private static TlsReport.Failure failure(JsonNode node) {
        return new TlsReport.Failure(
                word(node.path("result-type")),
                line(node.path("sending-mta-ip")),
                line(node.path("receiving-mx-hostname")),
                line(node.path("receiving-ip")),
                line(node.path("failure-reason-code")),
                count(node.path("failed-session-count")));
    }

    private static String line(JsonNode node) {
        return OneLine.of(node.asString(""), LONGEST_LINE);
    }

    private static String word(JsonNode node) {
        var text = node.asString("").strip().toLowerCase(Locale.ROOT);
        return WORD.matcher(text).matches() ? text : "";
    }

    private static String domain(JsonNode node) {
        return DnsName.of(OneLine.of(node.asString(""), DnsName.MOST_CHARACTERS))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /// What is no number, or one that nobody can have counted, is 0. Some write it as a text.
    private static long count(JsonNode node) {
        long count = node.asLong(0);
        return count > 0 && count <= MOST_SESSIONS ? count : 0;
    }

    /// Microsoft leaves the zone out, and means UTC.
    private static Instant instant(JsonNode node) throws Unreadable {
        try {
            var time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(
                            node.asString("").strip(), OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime whole
                    ? whole.toInstant()
                    : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException none) {
            throw new Unreadable("report-unreadable", "it does not say for which time");
        }
    }
}
