package dev.facteur.protocol.dsn;

import dev.facteur.protocol.dsn.Report.Entry;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The part of a report that machines read (RFC 3464 §2, RFC 6533 §3).
final class StatusPart {
    private final Report report;
    private final boolean international;

    /// @param international whether the part may be UTF-8
    StatusPart(Report report, boolean international) {
        this.report = report;
        this.international = international;
    }

    /// Whether a report needs the UTF-8 form: an address in it is not ASCII.
    static boolean needsInternational(Report report) {
        for (var entry : report.entries()) {
            var original = entry.originalRecipient();
            if (!OneLine.isAscii(entry.address())) return true;
            if (original != null && !OneLine.isAscii(original)) return true;
        }
        return false;
    }

    /// Blocks of fields with empty lines between them.
    String text() {
        var text = new StringBuilder(perMessage().toString());
        for (var entry : report.entries()) text.append("\r\n").append(perRecipient(entry));
        return text.toString();
    }

    private HeaderWriter perMessage() {
        var fields = new HeaderWriter();
        var envelopeId = report.mail().envelopeId();
        if (envelopeId != null) fields.field("Original-Envelope-Id", line(envelopeId));
        fields.field("Reporting-MTA", "dns; " + line(report.letterhead().host()));
        fields.field("Arrival-Date", Dates.format(report.mail().arrival()));
        return fields;
    }

    private HeaderWriter perRecipient(Entry entry) {
        var fields = new HeaderWriter();
        if (entry.originalRecipient() != null) {
            fields.field("Original-Recipient", typed(entry.originalRecipient()));
        }
        var type = OneLine.isAscii(entry.address()) ? "rfc822; " : "utf-8; ";
        fields.field("Final-Recipient", type + ascii(OneLine.unbroken(entry.address())));
        fields.field("Action", entry.action().word());
        fields.field("Status", entry.status());
        if (entry.remoteHost() != null) {
            fields.field("Remote-MTA", "dns; " + line(entry.remoteHost()));
        }
        var diagnostic = diagnostic(entry);
        if (diagnostic != null) fields.field("Diagnostic-Code", diagnostic);
        if (entry.retryUntil() != null) {
            fields.field("Will-Retry-Until", Dates.format(entry.retryUntil()));
        }
        return fields;
    }

    /// RFC 3464 §2.3.6: type `smtp` is for replies only; what we found ourselves has a type of
    /// ours.
    private @Nullable String diagnostic(Entry entry) {
        if (entry.diagnostic() == null) return null;
        return (entry.answered() ? "smtp; " : "x-facteur; ") + line(entry.diagnostic());
    }

    /// An ORCPT value, `type;address`, as the field spells it.
    private String typed(String original) {
        int semicolon = original.indexOf(';');
        if (semicolon < 0) return "rfc822; " + ascii(OneLine.unbroken(original));
        var type = original.substring(0, semicolon).strip().toLowerCase(Locale.ROOT);
        return line(type) + "; " + ascii(OneLine.unbroken(original.substring(semicolon + 1)));
    }

    private String line(String text) {
        return ascii(OneLine.of(text));
    }

    private String ascii(String line) {
        if (international) return line;
        return line.codePoints()
                .map(c -> c < 0x80 ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
