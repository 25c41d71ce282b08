package dev.facteur.diagnose.domain;

import dev.facteur.account.Domain;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.feedback.Sender;
import dev.facteur.feedback.SourceReport;
import dev.facteur.feedback.SourceReport.Line;
import dev.facteur.protocol.dmarc.DmarcPolicy;
import dev.facteur.protocol.dmarc.DmarcRecord;
import dev.facteur.protocol.dns.Dns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What follows from what receivers reported in the last thirty days: mail of ours that fails,
/// others who send as the domain, and whether the DMARC policy may be sharpened.
///
/// Reports are claims of others. So nothing here is a problem by itself, and a policy is never
/// changed without a person.
public final class ReportsTell implements Check {
    private static final int DAYS = 30;

    /// One report lost in three is nothing unusual.
    private static final int ENOUGH_DAYS = 20;

    private static final int ENOUGH_MAILS = 20;

    /// Single mails fail everywhere: somebody passed them on, or DNS was slow.
    private static final int SOME_MAILS = 5;

    private static final int MANY_MAILS = 100;

    private final Supplier<List<Domain>> domains;
    private final Function<String, SourceReport> reports;
    private final Dns resolver;
    private final ReportAddress address;

    /// @param reports of a domain, of the last days
    public ReportsTell(
            Supplier<List<Domain>> domains,
            Function<String, SourceReport> reports,
            Dns resolver,
            ReportAddress address) {
        this.domains = domains;
        this.reports = reports;
        this.resolver = resolver;
        this.address = address;
    }

    /// How many days a report that is handed to it has.
    public static int days() {
        return DAYS;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return domains.get().stream()
                .map(Domain::name)
                .filter(scope::holdsDomain)
                .map(name -> new Look("reports on " + name, () -> see(name)))
                .toList();
    }

    List<Finding> see(String domain) {
        var findings = new ArrayList<Finding>();
        var record = record(domain);
        if (record != null) addElsewhere(domain, record, findings);
        var report = reports.apply(domain);
        if (report.total().mails() == 0) return findings;
        for (var line : report.senders()) addFailing(domain, line, record, findings);
        boolean wellKnown =
                findings.stream().noneMatch(one -> !one.code().equals("reports-elsewhere"));
        if (record != null && wellKnown && speaksForSharpening(report)) {
            addSharper(domain, record, report, findings);
        }
        if (findings.isEmpty()) {
            findings.add(
                    Finding.good("reports-good", domain, report.total().mails(), report.reports()));
        }
        return findings;
    }

    /// Null when there is none that counts, or DNS does not answer.
    private @Nullable DmarcRecord record(String domain) {
        var texts =
                Sight.of(resolver, Names.dmarc(domain)).texts().stream()
                        .filter(DmarcRecord::claims)
                        .toList();
        return texts.size() == 1 ? DmarcRecord.parse(domain, texts.getFirst()) : null;
    }

    /// A mailbox is read here, and the record sends the reports to others only.
    private void addElsewhere(String domain, DmarcRecord record, List<Finding> findings) {
        var mailbox = address.mailbox().get();
        if (mailbox.isEmpty()) return;
        var uri = "mailto:" + mailbox.get();
        if (record.aggregateReports().stream().anyMatch(uri::equalsIgnoreCase)) return;
        var text = record.text();
        var with =
                record.aggregateReports().isEmpty()
                        ? text.replaceFirst(";?\\s*$", "; rua=" + uri)
                        : text.replaceFirst("(?i)(rua\\s*=\\s*)", "$1" + uri + ",");
        findings.add(
                Finding.of(
                                "reports-elsewhere",
                                Severity.NOTICE,
                                Who.DNS,
                                Names.dmarc(domain),
                                domain,
                                mailbox.get())
                        .publishing(ExpectedRecords.dmarc(domain, with)));
    }

    private static void addFailing(
            String domain, Line line, @Nullable DmarcRecord record, List<Finding> findings) {
        long failed = line.tally().failed();
        switch (line.sender().kind()) {
            case ROUTE, AUTHORISED -> {
                if (failed >= SOME_MAILS && isShare(failed, line.tally().mails())) {
                    findings.add(
                            seeing(
                                    Finding.of(
                                            "reports-own-fail",
                                            Severity.WARNING,
                                            Who.YOU,
                                            domain,
                                            values(line)),
                                    line));
                }
            }
            case COMPANY -> {
                if (failed >= MANY_MAILS || isBlocked(line)) {
                    findings.add(
                            seeing(
                                    Finding.of(
                                            "reports-company-fails",
                                            Severity.WARNING,
                                            Who.YOU,
                                            domain,
                                            values(line)),
                                    line));
                }
            }
            case UNKNOWN -> {
                // Whoever is refused everywhere is nobody's trouble any more.
                boolean open = record == null || record.policy() != DmarcPolicy.REJECT;
                if (failed >= MANY_MAILS && open) {
                    findings.add(
                            seeing(
                                    Finding.of(
                                            "reports-others-fail",
                                            Severity.WARNING,
                                            Who.YOU,
                                            domain,
                                            values(line)),
                                    line));
                }
            }
            // Of the one nobody could act on anything; the other is the owner's own mail.
            case UNTOLD, FORWARDER -> {}
        }
    }

    /// One in a hundred.
    private static boolean isShare(long failed, long all) {
        return failed * 100 >= all;
    }

    /// A service that the owner may have forgotten, whose mail is thrown away.
    private static boolean isBlocked(Line line) {
        return line.tally().quarantined() + line.tally().rejected() >= SOME_MAILS;
    }

    private static Object[] values(Line line) {
        var title = line.sender().title();
        var tally = line.tally();
        return new Object[] {
            title.isEmpty() ? "SPF" : title,
            tally.failed(),
            tally.mails(),
            line.networks(),
            tally.quarantined() + tally.rejected(),
            line.first(),
            line.last()
        };
    }

    private static Finding seeing(Finding finding, Line line) {
        return finding.seeing(
                line.addresses().stream()
                        .filter(source -> source.failed() > 0)
                        .map(ReportsTell::said)
                        .toList());
    }

    private static String said(SourceReport.Source source) {
        return "%s %s: %d mails, %d fail"
                .formatted(source.address(), source.host(), source.mails(), source.failed());
    }

    /// Reports of most days show nobody who would be harmed: whoever is known passes, and of all
    /// mail hardly any fails.
    private static boolean speaksForSharpening(SourceReport report) {
        boolean knownPass =
                report.senders().stream()
                        .filter(line -> line.sender().kind() != Sender.Kind.UNKNOWN)
                        .filter(line -> line.sender().kind() != Sender.Kind.FORWARDER)
                        .allMatch(line -> line.tally().failed() == 0);
        var total = report.total();
        return knownPass
                && report.reportedDays() >= ENOUGH_DAYS
                && total.mails() >= ENOUGH_MAILS
                && (total.failed() == 0 || !isShare(total.failed(), total.mails()));
    }

    private static void addSharper(
            String domain, DmarcRecord record, SourceReport report, List<Finding> findings) {
        var policy = record.policy();
        if (policy == null || policy == DmarcPolicy.REJECT || record.testing()) return;
        var stages = ExpectedRecords.laterStages(record, LocalDate.EPOCH);
        var next = policy == DmarcPolicy.NONE ? stages.getFirst() : stages.getLast();
        findings.add(
                Finding.of(
                                "reports-may-sharpen",
                                Severity.NOTICE,
                                Who.DNS,
                                Names.dmarc(domain),
                                domain,
                                policy.word(),
                                report.reportedDays(),
                                report.total().mails(),
                                report.total().failed())
                        .publishing(ExpectedRecords.dmarc(domain, next.value())));
    }
}
