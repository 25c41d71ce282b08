package dev.facteur.submit;

import dev.facteur.account.Credential;
import dev.facteur.event.MailEvent;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Transaction;
import dev.facteur.protocol.html.HtmlRewriter;
import dev.facteur.protocol.mime.Dates;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.mime.PartDepth;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.queue.NewMail;
import dev.facteur.spool.Draft;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import dev.facteur.track.MailTracking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One message on its way in: header gathered and judged → our fields written → body streamed
/// through → spool and queue committed.
///
/// The body goes into the spool byte for byte, but for the links of a mail that is tracked
/// ([MailTracking]). Of the header, fields meant for us alone stay behind; Received, and Date and
/// Message-ID where they are missing, are put on top.
final class Arrival implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

    private final Acceptance acceptance;
    private final Submitter submitter;
    private final Envelope envelope;
    private final Terms terms;
    private final MailId id;
    private final Instant now;
    private final Draft draft;
    private final PartDepth parts = new PartDepth();
    private final @Nullable Fingerprint fingerprint;
    private final boolean hasOwnKey;
    private byte[] gathered = new byte[4096];
    private int gatheredLength;
    private @Nullable HeaderRules header;
    private @Nullable HtmlRewriter links;
    private long total;
    private int highBits;

    Arrival(
            Acceptance acceptance,
            Submitter submitter,
            Envelope envelope,
            @Nullable String idempotencyKey,
            Terms terms) {
        this.acceptance = acceptance;
        this.submitter = submitter;
        this.envelope = envelope;
        this.terms = terms;
        this.id = acceptance.ids.next();
        this.now = acceptance.clock.now();
        this.draft = acceptance.spool.draft();
        this.hasOwnKey = idempotencyKey != null;
        var credential = submitter.credential();
        boolean recognises = credential == null || credential.recognisesRepeats();
        this.fingerprint =
                hasOwnKey || recognises
                        ? new Fingerprint(credentialId(credential), envelope, terms, idempotencyKey)
                        : null;
    }

    private static long credentialId(@Nullable Credential credential) {
        return credential == null ? 0 : credential.id();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws Rejected {
        total += length;
        if (total > acceptance.settings.maxBytes()) {
            throw Refusals.tooLarge(acceptance.settings.maxBytes());
        }
        try {
            if (header != null) {
                body(bytes, offset, length);
            } else {
                gather(bytes, offset, length);
            }
        } catch (IOException trouble) {
            throw refuse(trouble);
        }
    }

    private void gather(byte[] bytes, int offset, int length) throws Rejected, IOException {
        int before = gatheredLength;
        if (gatheredLength + length > gathered.length) {
            gathered =
                    Arrays.copyOf(gathered, Math.max(gatheredLength + length, gathered.length * 2));
        }
        System.arraycopy(bytes, offset, gathered, gatheredLength, length);
        gatheredLength += length;
        int bodyStart = HeaderBlock.bodyStart(gathered, before, gatheredLength);
        if (bodyStart >= 0) {
            judge(bodyStart);
            var rest = gathered;
            gathered = new byte[0];
            body(rest, bodyStart, gatheredLength - bodyStart);
        } else if (gatheredLength > HeaderBlock.MAX_BLOCK_BYTES) {
            throw Refusals.malformed("the header is too large");
        }
    }

    private void judge(int headerLength) throws Rejected, IOException {
        HeaderBlock block;
        try {
            block = HeaderBlock.parse(gathered, headerLength);
        } catch (MalformedHeader malformed) {
            throw Refusals.malformed(String.valueOf(malformed.getMessage()));
        }
        var rules = HeaderRules.read(block);
        for (var from : rules.from()) acceptance.checkSender(submitter, from);
        header = rules;
        look(gathered, 0, headerLength);
        keep(added(rules).getBytes(StandardCharsets.UTF_8));
        int copied = 0;
        for (var field : block.fields()) {
            if (!HeaderRules.staysHere(field)) continue;
            draft.write(gathered, copied, field.start() - copied);
            copied = field.end();
        }
        draft.write(gathered, copied, headerLength - copied);
        links = acceptance.tracking.rewriter(subject(rules), block, draft.stream()).orElse(null);
    }

    private MailTracking.Subject subject(HeaderRules rules) {
        return new MailTracking.Subject(
                id,
                submitter.site().id(),
                rules.stream(),
                rules.urgency(),
                rules.secretLink(),
                rules.countable(),
                envelope.recipients().size());
    }

    /// RFC 6409 §8.2 and §8.3: Message-ID and Date when they are missing.
    private String added(HeaderRules rules) {
        var fields = new StringBuilder();
        fields.append(ReceivedHeader.of(submitter, acceptance.settings.serverName(), id, now));
        if (!rules.hasDate()) fields.append("Date: ").append(Dates.format(sendAt())).append("\r\n");
        if (rules.messageId().isEmpty()) {
            fields.append("Message-ID: ").append(ownMessageId(rules)).append("\r\n");
        }
        return fields.toString();
    }

    private String ownMessageId(HeaderRules rules) {
        return "<" + id + "@" + rules.from().getFirst().domain() + ">";
    }

    /// The mail is complete for its author when it is to leave (RFC 5322 §3.6.1).
    private Instant sendAt() {
        var later = terms.sendAt();
        return later == null ? now : later;
    }

    private void body(byte[] bytes, int offset, int length) throws IOException {
        look(bytes, offset, length);
        if (links == null) draft.write(bytes, offset, length);
        else links.accept(bytes, offset, length);
    }

    /// Everything that is learned from the message as it passes.
    private void look(byte[] bytes, int offset, int length) {
        parts.accept(bytes, offset, length);
        if (fingerprint != null) fingerprint.update(bytes, offset, length);
        int bits = 0;
        for (int i = offset; i < offset + length; i++) bits |= bytes[i];
        highBits |= bits & 0x80;
    }

    private void keep(byte[] bytes) throws StorageException {
        draft.write(bytes, 0, bytes.length);
    }

    @Override
    public Kept finish() throws Rejected {
        try {
            judgeAll();
            if (links != null) links.finish();
            var kept = store(draft.place());
            acceptance.count(kept);
            return kept;
        } catch (IOException trouble) {
            throw refuse(trouble);
        }
    }

    @Override
    public void check() throws Rejected {
        try {
            judgeAll();
        } catch (IOException trouble) {
            throw refuse(trouble);
        }
    }

    private void judgeAll() throws Rejected, IOException {
        if (header == null) judge(gatheredLength);
        var excess = parts.excess();
        if (excess != null) throw Refusals.malformed(excess);
    }

    private Kept store(Place place) throws Rejected, StorageException {
        var mail = newMail(place);
        var mark = mark();
        Inserted inserted;
        try {
            inserted = acceptance.committer.commit(transaction -> insert(transaction, mail, mark));
        } catch (StorageException trouble) {
            acceptance.spool.finished(place.segment());
            throw trouble;
        }
        var repeat = inserted.repeat();
        var suppressed = inserted.suppressed();
        if (repeat == null) {
            boolean ended = suppressed.size() == envelope.recipients().size();
            if (ended) acceptance.spool.finished(place.segment());
            else acceptance.arrived.accept(mail);
            log(mail);
            return new Kept(id, false, suppressed);
        }
        acceptance.spool.finished(place.segment());
        if (!repeat.sameContent()) throw new KeyReused();
        return new Kept(repeat.first(), true, suppressed);
    }

    /// Without a Message-ID and without the client's own key, two equal mails are two mails.
    private Fingerprint.@Nullable Mark mark() {
        if (fingerprint == null || header == null) return null;
        boolean recognisable = hasOwnKey || !header.messageId().isEmpty();
        return recognisable ? fingerprint.mark() : null;
    }

    /// @param suppressed the addresses that it, or the mail that it repeats, will not go to
    private record Inserted(@Nullable Repeat repeat, List<String> suppressed) {}

    private Inserted insert(Transaction transaction, NewMail mail, Fingerprint.@Nullable Mark mark)
            throws SQLException, StorageException {
        if (mark != null) {
            var earlier = Repeat.orTake(transaction, mark, id, now);
            if (earlier != null) {
                return new Inserted(
                        earlier, acceptance.queue.suppressed(transaction, earlier.first()));
            }
        }
        var suppressed = acceptance.queue.insert(transaction, mail);
        return new Inserted(
                null, suppressed.stream().map(one -> one.address().toString()).toList());
    }

    private NewMail newMail(Place place) {
        var rules = header;
        if (rules == null) throw new IllegalStateException("the header was not read");
        var body = highBits == 0 ? envelope.body() : Envelope.Body.EIGHT_BIT;
        var spooled =
                new SpooledMail(
                        id,
                        submitter.site().id(),
                        envelope.sender(),
                        body,
                        envelope.smtpUtf8(),
                        envelope.returned(),
                        envelope.envelopeId(),
                        place);
        var credential = submitter.credential();
        return new NewMail(
                spooled,
                envelope,
                credential == null ? null : credential.id(),
                rules.stream(),
                rules.urgency(),
                rules.from().getFirst().toString(),
                rules.subject(),
                rules.messageId().isEmpty() ? ownMessageId(rules) : rules.messageId(),
                now,
                terms.sendAt(),
                expiresAt(rules.stream()),
                terms.labels(),
                new MailEvent.Accepted(
                        submitter.site().name(),
                        credential == null ? null : credential.name(),
                        submitter.protocol(),
                        envelope.senderText(),
                        envelope.recipients().size(),
                        place.length()),
                submitter.pinned());
    }

    private Instant expiresAt(Stream stream) {
        var own = terms.expiresAt();
        return own == null ? sendAt().plus(acceptance.settings.lifetime(stream)) : own;
    }

    /// Nothing but the spool and the database breaks here.
    private Rejected refuse(IOException broken) {
        var trouble =
                broken instanceof StorageException known
                        ? known
                        : new StorageException("spool: " + broken.getMessage(), false, broken);
        acceptance.countStorageTrouble();
        LOG.atError()
                .addKeyValue("site", submitter.site().name())
                .addKeyValue("reason", trouble.getMessage())
                .log("a mail could not be kept and was refused for now");
        return Refusals.storage(trouble);
    }

    private void log(NewMail mail) {
        LOG.atInfo()
                .addKeyValue("mail", id)
                .addKeyValue("site", submitter.site().name())
                .addKeyValue("door", submitter.protocol().toLowerCase(Locale.ROOT))
                .addKeyValue("from", envelope.senderText())
                .addKeyValue("recipients", envelope.recipients().size())
                .addKeyValue("bytes", mail.mail().place().length())
                .log("accepted");
    }

    @Override
    public void close() {
        draft.close();
    }
}
