package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.protocol.bounce.Returned.Complaint;
import dev.facteur.protocol.bounce.Returned.Feedback;
import dev.facteur.protocol.mime.LooseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Reads complaints (RFC 5965).
final class FeedbackReader {
    private FeedbackReader() {}

    /// @param report the text of the part for machines
    static Complaint of(String report, LooseHeader original) {
        var fields = LooseHeader.of(report.stripLeading());
        var recipients = new ArrayList<Address>();
        // RFC 5965 §3.2 and §3.3: it may stand several times; providers have names of their own.
        for (var name : List.of("Original-Rcpt-To", "Removal-Recipient")) {
            fields.all(name).stream()
                    .map(AddressScanner::ofField)
                    .filter(Objects::nonNull)
                    .filter(address -> !recipients.contains(address))
                    .forEach(recipients::add);
        }
        return new Complaint(
                feedback(fields.first("Feedback-Type").orElse("")),
                firstWord(fields.first("Source-IP").orElse("")),
                fields.first("Original-Mail-From").orElse(""),
                recipients.isEmpty() ? recipientsOf(original) : recipients,
                original);
    }

    /// A complaint that names its sender's mail and nothing else (Microsoft's JMRP).
    static Complaint ofMail(LooseHeader original) {
        var source = original.first("X-HmXmrOriginalSourceIp").orElse("");
        return new Complaint(Feedback.ABUSE, source, "", recipientsOf(original), original);
    }

    private static List<Address> recipientsOf(LooseHeader original) {
        for (var name : List.of("X-HmXmrOriginalRecipient", "X-Original-To", "To")) {
            var found = AddressScanner.all(original.first(name).orElse(""));
            if (found.size() == 1) return List.of(found.getFirst().address());
        }
        return List.of();
    }

    /// RFC 5965 §3.2 allows no comment, some write one.
    private static String firstWord(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? value : value.substring(0, space);
    }

    private static Feedback feedback(String type) {
        var word = type.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        for (var feedback : Feedback.values()) {
            if (feedback.name().equals(word)) return feedback;
        }
        return Feedback.OTHER;
    }
}
