package dev.facteur.track;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.mail.Urgency;
import dev.facteur.protocol.html.HtmlRewriter;
import dev.facteur.protocol.mime.HeaderBlock;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.BiFunction;

/// Decides of each mail on its way in whether its links lead here.
///
/// Not those of a mail that carries a secret link or is urgent, since a sign-in code belongs to
/// nobody but its reader; not those of a mail that its sender has signed, whose signature a change
/// would break. Safe for use by many threads.
public final class MailTracking {
    private final BiFunction<Long, Stream, Optional<TrackingRule>> rules;
    private final Links links;

    public MailTracking(BiFunction<Long, Stream, Optional<TrackingRule>> rules, Links links) {
        this.rules = rules;
        this.links = links;
    }

    /// Where no mail is changed.
    public static MailTracking none() {
        return new MailTracking((_, _) -> Optional.empty(), new Links(new byte[] {0}));
    }

    /// What is to be known of a mail.
    ///
    /// @param secretLink whether its sender says that it carries one
    /// @param countable what its sender lets be counted
    public record Subject(
            MailId mail,
            long siteId,
            Stream stream,
            Urgency urgency,
            boolean secretLink,
            Countable countable,
            int recipients) {}

    /// Passes the mail's body on to `out` with other links; empty where it is not to be changed.
    public Optional<HtmlRewriter> rewriter(Subject subject, HeaderBlock header, OutputStream out) {
        if (subject.secretLink() || subject.urgency() == Urgency.URGENT) return Optional.empty();
        if (header.count("DKIM-Signature") > 0) return Optional.empty();
        return rules.apply(subject.siteId(), subject.stream())
                .flatMap(subject.countable()::of)
                .flatMap(rule -> {
                    var tracked = new Tracked(subject.mail(), subject.recipients() == 1 ? 0 : null);
                    var change = new LinkChange(rule, links, tracked, Untouched.of(header));
                    return HtmlRewriter.of(header, change, out);
                });
    }
}
