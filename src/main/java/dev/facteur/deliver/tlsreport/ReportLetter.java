package dev.facteur.deliver.tlsreport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.protocol.mime.Dates;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;

/// The mail in which a report travels (RFC 8460 §5.3). All of it ASCII.
///
/// @param domain that is reported on
/// @param from of ours; its domain is who reports
/// @param messageId without brackets
@SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
record ReportLetter(
        String domain, String from, String to, String messageId, LocalDate day, byte[] report) {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});

    private String submitter() {
        return from.substring(from.lastIndexOf('@') + 1);
    }

    String subject() {
        return "Report Domain: %s Submitter: %s Report-ID: <%s>"
                .formatted(domain, submitter(), messageId);
    }

    byte[] bytes(Instant now) {
        var boundary = "=_" + messageId.replaceAll("[^A-Za-z0-9]", "_");
        var text =
                """
                Date: %s
                From: %s
                To: %s
                Subject: Report Domain: %s
                 Submitter: %s
                 Report-ID: <%s>
                Message-ID: <%s>
                TLS-Report-Domain: %s
                TLS-Report-Submitter: %s
                TLS-Required: No
                Auto-Submitted: auto-generated
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type="tlsrpt";
                 boundary="%s"

                --%s
                Content-Type: text/plain; charset=us-ascii

                This is an aggregate report on TLS with the mail servers of
                %s
                on %s (UTC), from %s.

                --%s
                Content-Type: application/tlsrpt+gzip
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment;
                 filename="%s"

                %s
                --%s--
                """
                        .formatted(
                                Dates.format(now),
                                from,
                                to,
                                domain,
                                submitter(),
                                messageId,
                                messageId,
                                domain,
                                submitter(),
                                boundary,
                                boundary,
                                domain,
                                day,
                                submitter(),
                                boundary,
                                fileName(),
                                BASE64.encodeToString(report),
                                boundary);
        return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(US_ASCII);
    }

    /// RFC 8460 §5.1.
    private String fileName() {
        long begin = day.atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        long end = day.plusDays(1).atStartOfDay().toEpochSecond(ZoneOffset.UTC) - 1;
        return submitter() + "!" + domain + "!" + begin + "!" + end + ".json.gz";
    }
}
