package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Address;
import dev.facteur.protocol.bounce.ReportedRecipient.Action;
import dev.facteur.protocol.bounce.Returned.AutoReply;
import dev.facteur.protocol.bounce.Returned.AutoReply.Kind;
import dev.facteur.protocol.bounce.Returned.Bounce;
import dev.facteur.protocol.bounce.Returned.Other;
import dev.facteur.protocol.bounce.Signs.Place;
import dev.facteur.protocol.bounce.Signs.Sign;
import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.LooseHeader;
import dev.facteur.protocol.mime.LooseMail;
import dev.facteur.protocol.mime.Pieces;
import dev.facteur.protocol.smtp.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what came back by mail.
///
/// A part that a standard gives to machines decides before the words that are there for people;
/// what it leaves out, those tell. What a refusal means is not decided here.
///
/// Pure, from any thread. Looks at no more than the first megabyte, in a time that grows with it.
public final class BounceReader {
    /// RFC 3464 §2 and RFC 6533 §3.
    private static final Set<String> STATUS_TYPES =
            Set.of("message/delivery-status", "message/global-delivery-status");

    private final LooseMail mail;
    private final Note note;
    private final String subject;
    private final String from;
    private final String text;

    private BounceReader(LooseMail mail) {
        this.mail = mail;
        this.note = Note.of(mail);
        this.subject = Signs.canonical(EncodedWords.decode(header("Subject")));
        this.from = Signs.canonical(header("From"));
        this.text = Signs.canonical(note.text());
    }

    /// @param mail from its header's first byte, as it came
    public static Returned read(InputStream mail) throws IOException {
        var reader = new BounceReader(LooseMail.read(mail));
        var wrapped = reader.wrapped();
        return wrapped == null ? reader.returned() : wrapped.returned();
    }

    /// A report that a filter on its way here has put into a mail of its own; null when there is
    /// none.
    private @Nullable BounceReader wrapped() throws IOException {
        if (status() != null || !isBounce()) return null;
        for (var part : mail.parts()) {
            if (!part.isMail()) continue;
            var type = LooseHeader.of(part.text()).first("Content-Type").orElse("");
            if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/report")) return null;
            var inner = new ByteArrayInputStream(part.text().getBytes(UTF_8));
            return new BounceReader(LooseMail.read(inner));
        }
        return null;
    }

    private Returned returned() {
        var feedback = part("message/feedback-report");
        if (feedback != null) return FeedbackReader.of(feedback, note.original());
        // RFC 8098 §3.
        var disposition = part("message/disposition-notification");
        if (disposition != null) return byDisposition(disposition);
        var status = status();
        if (status != null && !status.entries().isEmpty()) return byStatus(status);
        if (SesNotice.is(note.text())) return SesNotice.of(note.text());
        if (Signs.shows(Sign.COMPLAINT, Place.SUBJECT, subject)) {
            return FeedbackReader.ofMail(note.original());
        }
        if (status != null || isBounce()) return byWords(status);
        if (Signs.shows(Sign.CHALLENGE, Place.SUBJECT, subject)) return autoReply(Kind.CHALLENGE);
        return isAutomatic() || isGenerated() ? autoReply(Kind.AWAY) : new Other();
    }

    private String header(String name) {
        return mail.header().first(name).orElse("");
    }

    private @Nullable String part(String type) {
        for (var part : mail.parts()) {
            if (part.type().equals(type)) return part.text();
        }
        return null;
    }

    /// The part for machines; it stands in the text of some reports that lost their structure.
    private @Nullable StatusReader status() {
        StatusReader status = null;
        for (var part : mail.parts()) {
            // Some give the text for people this type too.
            if (!STATUS_TYPES.contains(part.type())) continue;
            status = StatusReader.of(part.text());
            if (!status.entries().isEmpty()) return status;
        }
        if (status != null) return status;
        return text.contains("final-recipient:") ? StatusReader.of(note.text()) : null;
    }

    private Returned byDisposition(String disposition) {
        var fields = LooseHeader.of(disposition.stripLeading());
        var original = identified(fields.first("Original-Message-ID").orElse(""));
        var what = fields.first("Disposition").orElse("").toLowerCase(Locale.ROOT);
        // RFC 5429 §2.2: a server that refuses a mail by the recipient's own rules tells it so.
        boolean refused = what.startsWith("automatic-action") && what.contains("deleted");
        return refused ? refused(fields, original) : new AutoReply(Kind.RECEIPT, original);
    }

    private Bounce refused(LooseHeader fields, LooseHeader original) {
        var recipient = fields.first("Final-Recipient").map(AddressScanner::ofField).orElse(null);
        // Some name no more than the local part there, and the address to people.
        if (recipient == null) recipient = Recipients.sole(Passages.of(note.text(), others()));
        var refused =
                new ReportedRecipient(
                        recipient,
                        fields.first("Original-Recipient")
                                .map(AddressScanner::ofField)
                                .orElse(null),
                        Action.FAILED,
                        "",
                        "",
                        null,
                        // The recipient's rules look at what they have got.
                        Step.FINAL_DOT,
                        words(note.text()));
        return new Bounce("", List.of(refused), original);
    }

    private AutoReply autoReply(Kind kind) {
        return new AutoReply(kind, identified(header("In-Reply-To")));
    }

    /// The original, with the id that the report gives where it gives nothing else of it.
    private LooseHeader identified(String messageId) {
        if (note.original().has("Message-ID") || messageId.isBlank()) return note.original();
        var fields = new ArrayList<>(note.original().fields());
        fields.add(new Pieces.Field("Message-ID", messageId));
        return new LooseHeader(fields);
    }

    private Bounce byStatus(StatusReader status) {
        var passages = Passages.of(note.text(), others());
        var statements = new ArrayList<ReportedRecipient>();
        boolean alone = status.entries().size() == 1;
        for (var entry : status.entries()) {
            var address = entry.address();
            if (address == null && alone) address = Recipients.sole(passages);
            var around = alone ? note.text() : passage(passages, address);
            var diagnostic = entry.diagnostic();
            var original = entry.original();
            // Some give no more than the code, or nothing, and say the rest to people.
            var said = hasWords(diagnostic) ? diagnostic : around;
            statements.add(
                    new ReportedRecipient(
                            address,
                            original == null ? Passages.origin(around) : original,
                            entry.action(),
                            entry.status(),
                            entry.remote(),
                            ReplyScanner.first(said),
                            Signs.step(Signs.canonical(around + "\n" + diagnostic)),
                            words(said)));
        }
        return new Bounce(status.reporter(), statements, identified(status.messageId()));
    }

    private static boolean hasWords(String diagnostic) {
        return diagnostic.chars().filter(Character::isLetter).count() > 2;
    }

    private static String passage(List<Passages.Passage> passages, @Nullable Address address) {
        if (address == null) return "";
        for (var passage : passages) {
            if (passage.isAbout(address)) return passage.text();
        }
        return "";
    }

    private Bounce byWords(@Nullable StatusReader status) {
        var action = isDelay() ? Action.DELAYED : Action.FAILED;
        var statements = new ArrayList<ReportedRecipient>();
        var passages = Passages.of(note.text(), others());
        var failed = AddressScanner.all(header("X-Failed-Recipients"));
        var recipients = Recipients.of(failed, passages, note, others());
        boolean alone = recipients.size() == 1;
        for (var address : recipients) {
            var around = passage(passages, address);
            var said = said(around, address, alone);
            statements.add(
                    new ReportedRecipient(
                            address,
                            Passages.origin(around),
                            action,
                            StatusScanner.first(said),
                            "",
                            ReplyScanner.first(said),
                            Signs.step(Signs.canonical(alone ? note.text() : around)),
                            words(said)));
        }
        return new Bounce(status == null ? "" : status.reporter(), statements, note.original());
    }

    /// A list of recipients has what happened to them above or below it; some say it in the subject
    /// only.
    private String said(String around, @Nullable Address address, boolean alone) {
        var name = address == null ? "" : address.toString();
        if (hasWords(name.isEmpty() ? around : around.replace(name, ""))) return around;
        return alone ? note.text() + "\n\n" + subject : note.text();
    }

    /// Those who wrote the report and who got it.
    private Set<Address> others() {
        var others = new HashSet<Address>();
        for (var name : List.of("From", "To", "Reply-To", "Sender", "Delivered-To")) {
            AddressScanner.all(header(name)).forEach(found -> others.add(found.address()));
        }
        return others;
    }

    private boolean isBounce() {
        if (mail.header().has("X-Failed-Recipients") || from.contains("mailer-daemon")) return true;
        boolean told =
                Signs.shows(Sign.FAILED, Place.SUBJECT, subject)
                        || Signs.shows(Sign.FAILED, Place.TEXT, text)
                        || isDelay();
        // Whoever is away writes as himself, and may say that a mail was not delivered to him.
        return told && (isServer() || !isAutomatic());
    }

    /// RFC 5321 §4.5.5: reports have no return path.
    private boolean isServer() {
        return header("Return-Path").strip().equals("<>")
                || Signs.shows(Sign.FAILED, Place.FROM, from);
    }

    private boolean isDelay() {
        return Signs.shows(Sign.DELAYED, Place.SUBJECT, subject)
                || Signs.shows(Sign.DELAYED, Place.TEXT, text);
    }

    /// RFC 3834 §5, and the marks that are older.
    private boolean isAutomatic() {
        var submitted = header("Auto-Submitted").strip().toLowerCase(Locale.ROOT);
        if (submitted.startsWith("auto-replied")) return true;
        if (Signs.shows(Sign.AWAY, Place.SUBJECT, subject)) return true;
        return mail.header().fields().stream()
                .map(field -> Signs.canonical(field.name() + ": " + field.value()))
                .anyMatch(line -> Signs.shows(Sign.AWAY, Place.HEADER, line));
    }

    /// RFC 3834 §5: a program wrote it, whatever for. Exchange so marks the absence of its users.
    private boolean isGenerated() {
        var submitted = header("Auto-Submitted").strip();
        return !submitted.isEmpty() && !submitted.regionMatches(true, 0, "no", 0, 2);
    }

    private static String words(String said) {
        var words = ReplyScanner.spaced(said);
        return words.length() <= 1_000 ? words : words.substring(0, 1_000);
    }
}
