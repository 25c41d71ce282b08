package dev.facteur.diagnose.domain;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.protocol.spf.SpfFault;
import dev.facteur.protocol.spf.SpfRecord;
import dev.facteur.protocol.spf.SpfTree;
import dev.facteur.protocol.spf.SpfTree.Remark;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a domain's SPF record can be read by receivers, and lets our routes send.
final class SpfJudge {
    /// An address for documentation, which no record allows, so that all terms are looked at.
    private static final InetAddress NOBODY = InetAddress.ofLiteral("192.0.2.1");

    /// What is the rest of a record that was cut into several.
    private static final Pattern REST =
            Pattern.compile("(?i)[+?~-]?(include:|ip4:|ip6:|a:|mx:|exists:|redirect=|[~-]all).*");

    private static final Pattern NEARLY = Pattern.compile("(?i)[\\s\"']*v\\s*=?\\s*spf.*");

    private final String domain;
    private final Survey survey;
    private final Needs needs;
    private final SpfChecker checker;
    private final List<String> texts;
    private final List<String> records;

    SpfJudge(String domain, Survey survey, Needs needs, SpfChecker checker) {
        this.domain = domain;
        this.survey = survey;
        this.needs = needs;
        this.checker = checker;
        this.texts = survey.truth(domain).texts();
        this.records = texts.stream().filter(SpfRecord::claims).toList();
    }

    List<Finding> findings() {
        if (survey.truth(domain).answer() == null) return List.of();
        if (records.isEmpty()) return List.of(none().seeing(survey.evidence(domain)));
        if (records.size() > 1) {
            return List.of(
                    Finding.of("spf-several", Severity.PROBLEM, Who.DNS, domain, records.size())
                            .publishing(merged())
                            .seeing(records));
        }
        return ofOne(checker.tree(domain, records));
    }

    private ZoneRecord merged() {
        return ExpectedRecords.spf(domain, SpfMerge.merged(domain, records, needs.terms()));
    }

    private Finding none() {
        for (var text : texts) {
            if (!NEARLY.matcher(text).matches()) continue;
            return Finding.of("spf-malformed", Severity.PROBLEM, Who.DNS, domain, text)
                    .publishing(merged());
        }
        if (needs.terms().isEmpty()) {
            return Finding.of("spf-not-needed", Severity.NOTICE, Who.NOBODY, domain);
        }
        return Finding.of(
                        "spf-missing",
                        Severity.PROBLEM,
                        Who.DNS,
                        domain,
                        domain,
                        survey.hosts(),
                        survey.whose())
                .publishing(merged());
    }

    private List<Finding> ofOne(SpfTree tree) {
        var findings = new ArrayList<Finding>();
        var rest = texts.stream().filter(text -> REST.matcher(text).matches()).toList();
        if (!rest.isEmpty()) findings.add(split(rest));
        addFaults(tree, findings);
        addRemarks(tree, findings);
        var lacking = SpfMerge.lacking(tree, needs.terms());
        if (!lacking.isEmpty()) {
            findings.add(
                    Finding.of(
                                    "spf-lacks",
                                    Severity.PROBLEM,
                                    Who.DNS,
                                    domain,
                                    String.join(" ", lacking))
                            .publishing(merged(lacking)));
        }
        if (findings.isEmpty()) findings.add(Finding.good("spf-good", domain, tree.lookups()));
        var evidence = SpfOutline.of(tree);
        return findings.stream().map(finding -> finding.seeing(evidence)).toList();
    }

    private ZoneRecord merged(List<String> terms) {
        return ExpectedRecords.spf(domain, SpfMerge.merged(domain, records, terms));
    }

    private Finding split(List<String> rest) {
        var whole = records.getFirst() + " " + String.join(" ", rest);
        return Finding.of("spf-split", Severity.PROBLEM, Who.DNS, domain, String.join(" ", rest))
                .publishing(
                        ExpectedRecords.spf(
                                domain, SpfMerge.merged(domain, List.of(whole), needs.terms())));
    }

    private void addFaults(SpfTree tree, List<Finding> findings) {
        var faults = tree.allFaults();
        if (has(tree.faults(), SpfFault.Kind.TOO_MANY_LOOKUPS)) {
            findings.add(
                    Finding.of("spf-lookups", Severity.PROBLEM, Who.DNS, domain, tree.lookups()));
        }
        for (var fault : faults) {
            switch (fault.kind()) {
                case NO_RECORD, SEVERAL_RECORDS, LOOP ->
                        findings.add(
                                Finding.of(
                                        "spf-include",
                                        Severity.PROBLEM,
                                        Who.DNS,
                                        domain,
                                        fault.phrase(),
                                        fault.domain(),
                                        fault.term()));
                case UNKNOWN_MECHANISM,
                        ARGUMENT_MISSING,
                        ARGUMENT_UNEXPECTED,
                        BAD_ADDRESS,
                        BAD_PREFIX,
                        BAD_DOMAIN,
                        BAD_MACRO,
                        BAD_CHARACTER,
                        BAD_MODIFIER,
                        TWICE ->
                        findings.add(
                                Finding.of(
                                        "spf-syntax",
                                        Severity.PROBLEM,
                                        Who.DNS,
                                        domain,
                                        fault.phrase(),
                                        fault.domain(),
                                        fault.term()));
                case DNS_TROUBLE, TIME_OVER ->
                        findings.add(
                                Finding.of(
                                        "spf-dns",
                                        Severity.WARNING,
                                        Who.DNS,
                                        domain,
                                        fault.phrase(),
                                        fault.domain(),
                                        fault.term()));
                case TOO_MANY_LOOKUPS, TOO_MANY_VOID_LOOKUPS, TOO_MANY_EXCHANGES -> {}
            }
        }
        if (faults.isEmpty() && hasVoids()) {
            findings.add(Finding.of("spf-void", Severity.PROBLEM, Who.DNS, domain));
        }
    }

    /// Evaluated as receivers do: whether a name leads nowhere only DNS knows.
    private boolean hasVoids() {
        var answer = checker.mailFrom(NOBODY, domain, "postmaster@" + domain);
        return has(answer.path().faults(), SpfFault.Kind.TOO_MANY_VOID_LOOKUPS);
    }

    private static boolean has(List<SpfFault> faults, SpfFault.Kind kind) {
        return faults.stream().anyMatch(fault -> fault.kind() == kind);
    }

    private void addRemarks(SpfTree tree, List<Finding> findings) {
        Set<Remark> remarks = tree.remarks();
        if (remarks.contains(Remark.EVERYBODY_PASSES)) {
            findings.add(
                    Finding.of("spf-everybody", Severity.PROBLEM, Who.DNS, domain)
                            .publishing(merged()));
        }
        if (remarks.contains(Remark.USES_PTR)) {
            findings.add(Finding.of("spf-ptr", Severity.WARNING, Who.DNS, domain));
        }
        if (remarks.contains(Remark.NO_END)) {
            findings.add(
                    Finding.of("spf-no-end", Severity.WARNING, Who.DNS, domain)
                            .publishing(merged()));
        }
    }
}
