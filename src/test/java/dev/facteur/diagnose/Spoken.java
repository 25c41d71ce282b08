package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/// What checks see, and what their findings say in each language: all of its sentences, a line
/// each.
public final class Spoken {
    private Spoken() {}

    /// What a check sees of everything.
    public static List<Finding> of(Check check) throws InterruptedException {
        return of(check, Scope.ALL);
    }

    public static List<Finding> of(Check check, Scope scope) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (var look : check.looks(scope)) findings.addAll(look.eyes().see());
        return findings;
    }

    /// The finding of this code, which is there once.
    public static Finding only(List<Finding> findings, String code) {
        assertThat(findings).filteredOn(finding -> finding.code().equals(code)).hasSize(1);
        return findings.stream().filter(one -> one.code().equals(code)).findFirst().orElseThrow();
    }

    public static String english(Finding finding) {
        return in("en", finding);
    }

    public static String french(Finding finding) {
        return in("fr", finding);
    }

    private static String in(String language, Finding finding) {
        var told = FindingTexts.in(language).told(finding);
        var all = told.seen() + "\n" + told.why() + "\n" + String.join("\n", told.steps());
        assertThat(all).doesNotContainPattern("\\{[0-9]}");
        return all;
    }
}
