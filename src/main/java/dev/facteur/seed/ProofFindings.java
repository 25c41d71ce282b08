package dev.facteur.seed;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.seed.Proofs.Check;
import java.util.ArrayList;
import java.util.List;

/// What the receiver says of SPF, DKIM and DMARC, explained: which passed, for which domain, and
/// whether that is the domain people see.
final class ProofFindings {
    private final Standing standing;
    private final Proofs proofs;
    private final List<Finding> findings = new ArrayList<>();

    private ProofFindings(Standing standing) {
        this.standing = standing;
        this.proofs = standing.mail().proofs();
    }

    /// None where nobody looked, or nothing was found.
    static List<Finding> about(Standing standing) {
        var placement = standing.mail().placement();
        if (placement == null) return List.of();
        return switch (placement) {
            case INBOX, SPAM, PROMOTIONS, OTHER -> new ProofFindings(standing).all();
            case NOWHERE, UNKNOWN, UNSENT -> List.of();
        };
    }

    private List<Finding> all() {
        var seed = standing.mail().seed();
        if (!proofs.told()) {
            return List.of(
                    Finding.of(
                            "test-no-results", Severity.NOTICE, Who.NOBODY, seed, proofs.from()));
        }
        spf(seed);
        dkim(seed);
        dmarc(seed);
        if (findings.isEmpty()) findings.add(Finding.good("test-proved", seed, proofs.from()));
        findings.addFirst(findings.removeFirst().seeing(sideBySide()));
        return findings;
    }

    private void spf(String seed) {
        var checks = proofs.of("spf");
        if (checks.isEmpty()) return;
        var spf = checks.getFirst();
        if (!spf.passed()) {
            findings.add(
                    Finding.of(
                            "test-spf-failed",
                            Severity.WARNING,
                            Who.DNS,
                            seed,
                            spf.value(),
                            spf.domain(),
                            proofs.from()));
        } else if (spf.aligned().equals("no")) {
            // The usual thing with providers; DKIM has to bear it alone.
            findings.add(
                    Finding.of(
                            "test-spf-other",
                            Severity.NOTICE,
                            Who.NOBODY,
                            seed,
                            spf.domain(),
                            proofs.from()));
        }
    }

    private void dkim(String seed) {
        var checks =
                proofs.of("dkim").stream().filter(each -> !each.value().equals("none")).toList();
        if (checks.stream().anyMatch(each -> each.passed() && !each.aligned().equals("no"))) return;
        if (checks.isEmpty()) {
            findings.add(
                    Finding.of(
                            "test-dkim-missing", Severity.WARNING, Who.YOU, seed, proofs.from()));
            return;
        }
        var failed = checks.stream().filter(each -> !each.passed()).findFirst();
        if (failed.isPresent()) {
            findings.add(
                    Finding.of(
                            "test-dkim-failed",
                            Severity.WARNING,
                            Who.DNS,
                            seed,
                            failed.get().domain(),
                            failed.get().value(),
                            failed.get().words(),
                            proofs.from()));
            return;
        }
        findings.add(
                Finding.of(
                        "test-dkim-other",
                        Severity.WARNING,
                        Who.YOU,
                        seed,
                        checks.getFirst().domain(),
                        proofs.from()));
    }

    private void dmarc(String seed) {
        for (var check : proofs.of("dmarc")) {
            if (check.passed()
                    || check.value().equals("none")
                    || check.value().equals("bestguesspass")) {
                continue;
            }
            findings.add(
                    Finding.of(
                            "test-dmarc-failed",
                            Severity.PROBLEM,
                            Who.YOU,
                            seed,
                            proofs.from(),
                            check.value()));
        }
    }

    private List<String> sideBySide() {
        var lines = new ArrayList<String>();
        lines.add("From:        " + proofs.from());
        lines.add("Return-Path: " + proofs.returnPath());
        for (var check : proofs.checks()) lines.add(line(check));
        return lines;
    }

    private static String line(Check check) {
        var aligned = check.method().equals("dmarc") ? "" : ", aligned: " + check.aligned();
        var words = check.words().isEmpty() ? "" : " (" + check.words() + ")";
        return check.method() + "=" + check.value() + " " + check.domain() + aligned + words;
    }
}
