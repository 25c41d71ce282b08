package dev.facteur.protocol.tlsrpt;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The record at `_smtp._tls` of a domain: where it wants reports on TLS (RFC 8460 §3).
///
/// @param recipients where to; at most [#MAX_RECIPIENTS], in their order
public record TlsReportRecord(List<Recipient> recipients) {
    /// More are not served, so that nobody makes us write to a crowd.
    public static final int MAX_RECIPIENTS = 4;

    private static final int MAX_LENGTH = 4096;
    private static final String VERSION = "v=TLSRPTv1";
    private static final Pattern START = Pattern.compile(VERSION + "(?:[ \\t]*;.*|[ \\t]*)");

    /// Where a report goes.
    public sealed interface Recipient {
        /// @param address as the record has it; whether it is one, whoever writes to it finds out
        record Mail(String address) implements Recipient {}

        /// @param address `https`, with a host, without user or fragment
        record Post(URI address) implements Recipient {}
    }

    public TlsReportRecord {
        recipients = List.copyOf(recipients);
    }

    /// The name under which a domain has it.
    public static String name(String domain) {
        return "_smtp._tls." + domain;
    }

    /// RFC 8460 §3: other texts at the name do not count; of two records neither does.
    ///
    /// @return the record, if there is exactly one and it names a recipient that we can serve
    public static Optional<TlsReportRecord> among(List<String> texts) {
        var records = texts.stream().filter(text -> START.matcher(text).matches()).toList();
        return records.size() == 1 ? parse(records.getFirst()) : Optional.empty();
    }

    private static Optional<TlsReportRecord> parse(String text) {
        if (text.length() > MAX_LENGTH) return Optional.empty();
        for (var field : text.substring(VERSION.length()).split(";")) {
            var pair = field.strip();
            if (!pair.startsWith("rua=")) continue;
            var recipients = recipients(pair.substring(4));
            if (recipients.isEmpty()) return Optional.empty();
            return Optional.of(new TlsReportRecord(recipients));
        }
        return Optional.empty();
    }

    private static List<Recipient> recipients(String list) {
        var recipients = new ArrayList<Recipient>();
        for (var each : list.split(",")) {
            if (recipients.size() == MAX_RECIPIENTS) break;
            recipient(each.strip())
                    .filter(one -> !recipients.contains(one))
                    .ifPresent(recipients::add);
        }
        return recipients;
    }

    private static Optional<Recipient> recipient(String text) {
        // Visible ASCII: nothing that could end a line of a mail or of the log.
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) return Optional.empty();
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mailto:")) return mail(text.substring("mailto:".length()));
        return lower.startsWith("https:") ? post(text) : Optional.empty();
    }

    /// What stands behind a question mark, such as a subject, is not for us.
    private static Optional<Recipient> mail(String encoded) {
        int question = encoded.indexOf('?');
        var address = question < 0 ? encoded : encoded.substring(0, question);
        try {
            var plain = URLDecoder.decode(address.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean visible = plain.chars().allMatch(c -> c > ' ' && c < 0x7f);
            return visible && plain.indexOf('@') > 0
                    ? Optional.of(new Recipient.Mail(plain))
                    : Optional.empty();
        } catch (IllegalArgumentException undecodable) {
            return Optional.empty();
        }
    }

    private static Optional<Recipient> post(String text) {
        try {
            var address = new URI(text);
            boolean usable =
                    address.getHost() != null
                            && address.getRawUserInfo() == null
                            && address.getRawFragment() == null;
            return usable ? Optional.of(new Recipient.Post(address)) : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }
}
