package dev.facteur.deliver.tlsreport;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// One day of one domain, in the words of RFC 8460 §4.4: a component is a key, its words joined by
/// hyphens. What is empty is left out.
record TlsReport(
        String organizationName,
        DateRange dateRange,
        String contactInfo,
        String reportId,
        List<Policy> policies) {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_EMPTY))
                    .build();

    record DateRange(String startDatetime, String endDatetime) {}

    record Policy(PolicyText policy, Summary summary, List<Failure> failureDetails) {}

    record PolicyText(
            String policyType,
            List<String> policyString,
            String policyDomain,
            List<String> mxHost) {}

    record Summary(long totalSuccessfulSessionCount, long totalFailureSessionCount) {}

    record Failure(
            String resultType,
            String sendingMtaIp,
            String receivingMxHostname,
            String receivingIp,
            long failedSessionCount,
            String failureReasonCode) {}

    /// How often something was counted.
    record Counted(TlsSession session, long count) {}

    /// Who reports.
    ///
    /// @param contact an address, for people
    record Letterhead(String organization, String contact) {}

    /// @param counted of one domain
    static TlsReport of(Letterhead from, LocalDate day, String id, List<Counted> counted) {
        var byPolicy = new LinkedHashMap<AppliedPolicy, List<Counted>>();
        for (var one : counted) {
            byPolicy.computeIfAbsent(one.session.policy(), _ -> new ArrayList<>()).add(one);
        }
        return new TlsReport(
                from.organization,
                new DateRange(day + "T00:00:00Z", day + "T23:59:59Z"),
                from.contact,
                id,
                byPolicy.entrySet().stream().map(TlsReport::policy).toList());
    }

    private static Policy policy(Map.Entry<AppliedPolicy, List<Counted>> entry) {
        var policy = entry.getKey();
        long successes = 0;
        long failures = 0;
        var details = new ArrayList<Failure>();
        for (var one : entry.getValue()) {
            if (one.session.result() == TlsResult.SUCCESS) {
                successes += one.count;
            } else {
                failures += one.count;
                details.add(failure(one));
            }
        }
        return new Policy(
                new PolicyText(
                        policy.type().word(), policy.lines(), policy.domain(), policy.exchanges()),
                new Summary(successes, failures),
                details);
    }

    private static Failure failure(Counted one) {
        var session = one.session;
        return new Failure(
                session.result().word(),
                session.from(),
                session.host(),
                session.address(),
                one.count,
                session.detail());
    }

    /// As it travels (RFC 8460 §5.2).
    byte[] compressed() {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(JSON.writeValueAsBytes(this));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
