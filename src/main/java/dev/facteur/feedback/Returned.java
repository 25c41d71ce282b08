package dev.facteur.feedback;

/// All that is known of reports that came back, and the ways in which more come.
public record Returned(
        ReportIntake intake, SourceReports sources, TlsTable tls, ReportMailbox mailbox) {}
