package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Severity;
import dev.facteur.feedback.Sender;
import dev.facteur.feedback.SourceReport;
import dev.facteur.feedback.SourceReport.Line;
import dev.facteur.feedback.SourceReport.Source;
import dev.facteur.feedback.SourceReport.Tally;
import dev.facteur.testkit.Zone;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportsTellTest {
    private static final LocalDate FIRST = LocalDate.parse("2026-05-01");
    private static final LocalDate LAST = LocalDate.parse("2026-05-30");

    private final Zone zone =
            Zone.of("_dmarc.a.example. TXT \"v=DMARC1; p=none; rua=mailto:r@a.example\"\n");
    private final List<Line> lines = new ArrayList<>();
    private int days = 28;
    private @Nullable String mailbox;

    private List<Finding> findings() {
        long mails = 0;
        long failed = 0;
        for (var line : lines) {
            mails += line.tally().mails();
            failed += line.tally().failed();
        }
        var total = new Tally(mails, mails - failed, 0, failed, 0, 0);
        var report =
                new SourceReport(
                        "a.example",
                        FIRST,
                        LAST,
                        days,
                        List.of("r"),
                        days,
                        total,
                        lines,
                        List.of());
        return new ReportsTell(
                        List::of,
                        _ -> report,
                        zone,
                        new ReportAddress(() -> Optional.ofNullable(mailbox)))
                .see("a.example");
    }

    private void saw(Sender.Kind kind, String title, long mails, long failed) {
        saw(kind, title, mails, failed, 0);
    }

    private void saw(Sender.Kind kind, String title, long mails, long failed, long rejected) {
        lines.add(
                new Line(
                        new Sender(kind, title, title),
                        new Tally(mails, mails - failed, 0, failed, 0, rejected),
                        FIRST,
                        LAST,
                        3,
                        List.of(new Source("192.0.2.1", "", mails, failed))));
    }

    private void policy(String text) {
        zone.without("_dmarc.a.example.").with("_dmarc.a.example. TXT \"" + text + "\"\n");
    }

    @Test
    void mailOfOursThatFailsIsAWarningWithItsAddresses() {
        saw(Sender.Kind.ROUTE, "sendgrid", 100, 40);
        var finding = DomainScene.one(findings(), "reports-own-fail");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.evidence()).containsExactly("192.0.2.1 : 100 mails, 40 fail");
        DomainScene.told(
                finding,
                "Receivers report that mail in the name of a.example by “sendgrid” fails DMARC: 40 of"
                        + " 100 mails, from 2026-05-01 to 2026-05-30.",
                "Les destinataires rapportent que le courrier de a.example par « sendgrid » échoue à"
                        + " DMARC : 40 courriels sur 100, du 2026-05-01 au 2026-05-30.");
    }

    @Test
    void singleMailsOfOursThatFailAreNoise() {
        saw(Sender.Kind.ROUTE, "sendgrid", 1_000, 4);
        saw(Sender.Kind.ROUTE, "other", 10_000, 20);
        assertThat(codes()).doesNotContain("reports-own-fail");
    }

    @Test
    void companyThatFailsInVolumeOrWhoseMailIsThrownAwayIsNamed() {
        saw(Sender.Kind.COMPANY, "Mailchimp", 500, 400);
        assertThat(codes()).contains("reports-company-fails");
        lines.clear();
        saw(Sender.Kind.COMPANY, "Mailchimp", 20, 20, 20);
        assertThat(codes()).contains("reports-company-fails");
        lines.clear();
        saw(Sender.Kind.COMPANY, "Mailchimp", 20, 20, 0);
        assertThat(codes()).doesNotContain("reports-company-fails");
    }

    @Test
    void strangersWhoFailInVolumeAreToldWhileNobodyRefusesThem() {
        saw(Sender.Kind.UNKNOWN, "", 500, 500);
        saw(Sender.Kind.UNTOLD, "", 5_000, 5_000);
        assertThat(codes()).containsExactly("reports-others-fail");
        policy("v=DMARC1; p=reject");
        assertThat(codes()).containsExactly("reports-good");
    }

    @Test
    void policyMayBeSharpenedWhenReportsShowNothingAgainstIt() {
        saw(Sender.Kind.ROUTE, "sendgrid", 1_000, 0);
        saw(Sender.Kind.UNKNOWN, "", 5, 5);
        saw(Sender.Kind.FORWARDER, "", 20, 2);
        var finding = DomainScene.one(findings(), "reports-may-sharpen");
        assertThat(finding.severity()).isEqualTo(Severity.NOTICE);
        assertThat(finding.records().getFirst().value())
                .isEqualTo("v=DMARC1; p=quarantine; np=reject; rua=mailto:r@a.example");
        policy("v=DMARC1; p=quarantine; rua=mailto:r@a.example");
        assertThat(DomainScene.one(findings(), "reports-may-sharpen").records().getFirst().value())
                .contains("p=reject");
        policy("v=DMARC1; p=reject");
        assertThat(codes()).containsExactly("reports-good");
    }

    @Test
    void policyIsNotSharpenedOnFewDaysFewMailsOrWhileAKnownSenderFails() {
        saw(Sender.Kind.ROUTE, "sendgrid", 1_000, 0);
        days = 19;
        assertThat(codes()).containsExactly("reports-good");
        days = 28;
        saw(Sender.Kind.COMPANY, "Mailchimp", 10, 1);
        assertThat(codes()).containsExactly("reports-good");
        lines.clear();
        saw(Sender.Kind.ROUTE, "sendgrid", 19, 0);
        assertThat(codes()).containsExactly("reports-good");
        lines.clear();
        saw(Sender.Kind.ROUTE, "sendgrid", 1_000, 0);
        saw(Sender.Kind.UNKNOWN, "", 50, 50);
        assertThat(codes()).containsExactly("reports-good");
    }

    @Test
    void recordThatSendsReportsElsewhereOnlyIsToldWhereAMailboxIsRead() {
        mailbox = "reports@a.example";
        var finding = DomainScene.one(findings(), "reports-elsewhere");
        assertThat(finding.records().getFirst().value())
                .isEqualTo("v=DMARC1; p=none; rua=mailto:reports@a.example,mailto:r@a.example");
        policy("v=DMARC1; p=none");
        assertThat(DomainScene.one(findings(), "reports-elsewhere").records().getFirst().value())
                .isEqualTo("v=DMARC1; p=none; rua=mailto:reports@a.example");
        mailbox = "r@a.example";
        policy("v=DMARC1; p=none; rua=mailto:r@a.example");
        assertThat(findings()).isEmpty();
    }

    @Test
    void withoutReportsNothingIsSaid() {
        assertThat(findings()).isEmpty();
    }

    private List<String> codes() {
        return findings().stream().map(Finding::code).toList();
    }
}
