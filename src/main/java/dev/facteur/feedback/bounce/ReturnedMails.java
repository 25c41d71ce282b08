package dev.facteur.feedback.bounce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.deliver.verdict.BounceVerdicts;
import dev.facteur.deliver.verdict.Verdict;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.About;
import dev.facteur.feedback.echo.EchoReader;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.mail.Address;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.bounce.BounceReader;
import dev.facteur.protocol.bounce.ReportedRecipient;
import dev.facteur.protocol.bounce.Returned;
import dev.facteur.protocol.bounce.Returned.AutoReply;
import dev.facteur.protocol.bounce.Returned.Bounce;
import dev.facteur.protocol.bounce.Returned.Complaint;
import dev.facteur.protocol.mime.LooseHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the echoes of mails that came back. Which mail one is about is what [Leads] finds in it.
public final class ReturnedMails implements EchoReader {
    private final Leads traces;
    private final Clock clock;

    public ReturnedMails(Leads traces, Clock clock) {
        this.traces = traces;
        this.clock = clock;
    }

    @Override
    public List<Heard> read(Evidence evidence) {
        var content = evidence.content();
        var header = LooseHeader.of(new String(content, ISO_8859_1));
        var moment = MailTime.of(header, clock.now());
        var id = MailTime.idOf(header, content);
        return switch (returned(content)) {
            case Bounce bounce -> heard(traces.of(header, bounce), bounce, moment, id);
            case Complaint complaint -> heard(traces.of(header, complaint), complaint, moment, id);
            case AutoReply reply -> heard(traces.of(header, reply), reply, moment, id);
            case Returned.Other _ -> List.of();
        };
    }

    private static Returned returned(byte[] content) {
        try {
            return BounceReader.read(new ByteArrayInputStream(content));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static List<Heard> heard(Lead trace, Bounce bounce, Instant moment, String id) {
        return switch (trace) {
            case Lead.None _ -> List.of();
            // One recipient may pass his mail on to many: what all of them say counts for him.
            case Lead.OfRecipient(var about) ->
                    List.of(new Heard(about, joined(bounce.statements(), moment), id));
            case Lead.OfMail ofMail -> {
                var heard = new ArrayList<Heard>();
                for (var one : bounce.statements()) {
                    var original = one.original();
                    var address = original == null ? one.address() : original;
                    heard.add(new Heard(ofMail.about(text(address)), echo(one, moment), id));
                }
                yield heard;
            }
        };
    }

    private static String text(@Nullable Address address) {
        return address == null ? "" : address.toString();
    }

    /// The gravest that is true of the recipient himself: his address will not do only if none of
    /// those that he passes his mail on to will.
    private static Echo joined(List<ReportedRecipient> statements, Instant moment) {
        var echoes = statements.stream().map(one -> echo(one, moment)).toList();
        var milder =
                echoes.stream()
                        .filter(echo -> !(echo instanceof Echo.Bounced bounced) || !bounced.hard())
                        .toList();
        return milder.isEmpty() ? echoes.getFirst() : milder.getFirst();
    }

    private static Echo echo(ReportedRecipient statement, Instant moment) {
        return switch (statement.action()) {
            case FAILED -> bounced(statement, moment);
            case DELAYED -> {
                var meaning = BounceVerdicts.of(statement);
                yield new Echo.Delayed(
                        moment, meaning.reason().word(), meaning.who().word(), said(statement));
            }
            case DELIVERED -> new Echo.Confirmed(moment, said(statement));
            // The server beyond does not report, or many get it now: nobody knows any more.
            case RELAYED -> new Echo.Noted(moment, "relayed");
            case EXPANDED -> new Echo.Noted(moment, "expanded");
        };
    }

    private static Echo bounced(ReportedRecipient statement, Instant moment) {
        var meaning = BounceVerdicts.of(statement);
        var status = statement.status();
        return new Echo.Bounced(
                moment,
                meaning.verdict() == Verdict.REFUSE_RECIPIENT,
                meaning.reason().word(),
                meaning.who().word(),
                status.isEmpty() ? null : status,
                said(statement));
    }

    private static @Nullable String said(ReportedRecipient statement) {
        var reply = statement.reply();
        var words = reply == null ? statement.words() : reply.toString();
        return words.isBlank() ? null : words;
    }

    private static List<Heard> heard(Lead trace, Complaint complaint, Instant moment, String id) {
        var sort = complaint.feedback().name().toLowerCase(Locale.ROOT).replace('_', '-');
        var echo =
                switch (complaint.feedback()) {
                    case ABUSE, FRAUD, VIRUS, OTHER -> new Echo.Complained(moment, sort);
                    // Neither is a wish of the recipient's: RFC 5965 §7.3, RFC 6591 §3.1.
                    case NOT_SPAM, AUTH_FAILURE -> new Echo.Noted(moment, sort);
                };
        return abouts(trace, complaint.recipients()).stream()
                .map(about -> new Heard(about, echo, id))
                .toList();
    }

    private static List<Heard> heard(Lead trace, AutoReply reply, Instant moment, String id) {
        var word =
                switch (reply.kind()) {
                    case AWAY -> "auto-reply";
                    case CHALLENGE -> "challenge";
                    case RECEIPT -> "receipt";
                };
        return abouts(trace, List.of()).stream()
                .map(about -> new Heard(about, new Echo.Noted(moment, word), id))
                .toList();
    }

    private static List<About> abouts(Lead trace, List<Address> recipients) {
        return switch (trace) {
            case Lead.None _ -> List.of();
            case Lead.OfRecipient(var about) -> List.of(about);
            case Lead.OfMail ofMail ->
                    recipients.isEmpty()
                            ? List.of(ofMail.about(""))
                            : recipients.stream()
                                    .map(Objects::toString)
                                    .map(ofMail::about)
                                    .toList();
        };
    }
}
