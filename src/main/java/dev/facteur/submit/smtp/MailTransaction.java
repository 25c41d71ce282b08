package dev.facteur.submit.smtp;

import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The mail transaction of a session (RFC 5321 §3.3): sender, recipients, message; one after the
/// other.
final class MailTransaction {
    private final Connection connection;
    private final Reception reception;
    private final SmtpSettings settings;
    private final Submitters submitters;
    private @Nullable EnvelopeDraft draft;
    private @Nullable ContentTransfer chunks;

    /// Who hands a mail over, as things are now. Asked at each step up to the content: a credential
    /// or a site may be removed in between.
    @FunctionalInterface
    interface Submitters {
        Submitter of(Command.Mail mail) throws Rejected;
    }

    MailTransaction(
            Connection connection,
            Reception reception,
            SmtpSettings settings,
            Submitters submitters) {
        this.connection = connection;
        this.reception = reception;
        this.settings = settings;
        this.submitters = submitters;
    }

    /// Gives up what has begun; nothing of it remains.
    void reset() {
        if (chunks != null) chunks.close();
        chunks = null;
        draft = null;
    }

    boolean begun() {
        return draft != null;
    }

    Reply begin(Command.Mail mail) throws Rejected {
        if (draft != null) throw new Rejected(Replies.MAIL_TWICE);
        // RFC 1870 §6.1: a message that says it is too large need not come.
        if (mail.size() > settings.maxMessageBytes()) throw new Rejected(Replies.TOO_LARGE);
        reception.checkSender(submitters.of(mail), mail.sender());
        draft = new EnvelopeDraft(mail, settings.maxRecipients());
        return Replies.SENDER_OK;
    }

    Reply add(Command.Rcpt rcpt) throws Rejected {
        if (draft == null) throw new Rejected(Replies.MAIL_FIRST);
        if (chunks != null) throw new Rejected(Replies.CHUNKS_BEGUN);
        draft.check(rcpt.recipient());
        reception.checkRecipient(submitters.of(draft.mail()), rcpt.recipient());
        draft.add(rcpt);
        return Replies.RECIPIENT_OK;
    }

    /// The message by DATA. Whatever comes of it, the transaction is over.
    Reply data() throws Rejected, IOException {
        if (chunks != null) throw new Rejected(Replies.CHUNKS_BEGUN);
        requireRecipients();
        try (var transfer = open()) {
            connection.reply(Replies.START_DATA);
            transfer.readData();
            return answer(transfer.finish());
        } finally {
            reset();
        }
    }

    /// A piece of the message by BDAT (RFC 3030 §2). The bytes have been read whatever comes of it.
    Reply chunk(Command.Bdat chunk) throws Rejected, IOException {
        if (chunks == null) {
            try {
                requireRecipients();
                chunks = open();
            } catch (Rejected refusal) {
                discard(chunk);
                throw refusal;
            }
        }
        boolean goesOn = false;
        try {
            chunks.readChunk(chunk.length(), chunk.last());
            goesOn = !chunk.last();
            return goesOn ? Replies.chunkTaken(chunk.length()) : answer(chunks.finish());
        } finally {
            if (!goesOn) reset();
        }
    }

    /// Reads a refused chunk away, or ends the connection when that would take too long.
    void discard(Command.Bdat chunk) throws Rejected, IOException {
        if (chunk.length() > settings.maxMessageBytes())
            throw new Rejected(Replies.CHUNK_TOO_LARGE);
        connection.allowContent(Long.MAX_VALUE);
        connection.input().readChunk(chunk.length(), (_, _, _) -> {});
    }

    private void requireRecipients() throws Rejected {
        if (draft == null) throw new Rejected(Replies.MAIL_FIRST);
        if (!draft.hasRecipients()) throw new Rejected(Replies.RCPT_FIRST);
    }

    private ContentTransfer open() throws Rejected {
        if (draft == null) throw new Rejected(Replies.MAIL_FIRST);
        try {
            var submitter = submitters.of(draft.mail());
            var intake = reception.begin(submitter, draft.envelope(), null);
            return new ContentTransfer(connection, intake, settings);
        } catch (Rejected refusal) {
            reset();
            throw refusal;
        }
    }

    private static Reply answer(Intake.Kept kept) {
        var id = kept.id().toString();
        return kept.repeated() ? Replies.keptBefore(id) : Replies.kept(id);
    }
}
