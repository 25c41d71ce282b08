package dev.facteur.protocol.smtp;

import dev.facteur.mail.Envelope;
import dev.facteur.mail.Recipient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One mail transaction from the client's side (RFC 5321 §3.3): MAIL, RCPT for each recipient,
/// DATA, content.
///
/// With PIPELINING everything up to DATA is one group (RFC 2920 §3.1), so a mail costs two round
/// trips; without it each command waits for its answer. With CHUNKING the content may go in the
/// same group (RFC 3030 §4.2), and a mail costs one. Used once, by one thread.
final class Transaction {
    private final ClientWire wire;
    private final Timeouts timeouts;
    private final Capabilities peer;
    private final Envelope envelope;
    private final @Nullable Reply[] recipients;
    private @Nullable Reply mail;
    private @Nullable Reply data;
    private @Nullable Reply end;
    private @Nullable Reply farewell;
    private @Nullable IOException broken;
    private boolean inOneGroup;

    Transaction(ClientWire wire, Timeouts timeouts, Capabilities peer, Envelope envelope) {
        this.wire = wire;
        this.timeouts = timeouts;
        this.peer = peer;
        this.envelope = envelope;
        this.recipients = new Reply[envelope.recipients().size()];
    }

    /// Envelope first, content when the server asks for it.
    ///
    /// @param size of the content in bytes
    /// @param reset whether the last transaction was left open and must be ended first
    /// @param block lent for copying
    Answers run(long size, MailContent content, boolean reset, byte[] block) {
        try {
            begin(reset);
            if (peer.pipelining()) pipelined(size, reset);
            else stepwise(size, reset);
            if (farewell == null && data != null && data.code() == 354) send(content, block);
        } catch (IOException e) {
            broken = e;
        }
        return answers();
    }

    /// Envelope and content in one group, for a server that offers PIPELINING and CHUNKING.
    ///
    /// From the last byte on the server may have the mail, whatever answer is still to come; so a
    /// connection that breaks later broke at [Step#FINAL_DOT].
    ///
    /// @param size of the content in bytes, exactly
    /// @param reset whether the last transaction was left open and must be ended first
    /// @param block lent for copying
    Answers runInOneGroup(long size, MailContent content, boolean reset, byte[] block) {
        inOneGroup = true;
        try {
            begin(reset);
            putEnvelope(size);
            wire.put("BDAT " + size + " LAST");
            wire.begin(Step.CONTENT, timeouts.block());
            copyExactly(size, content, block);
            wire.flush();
            wire.begin(Step.FINAL_DOT, timeouts.finalDot());
            if (reset) answer();
            if (farewell == null) mail = answer();
            for (int i = 0; i < recipients.length && farewell == null; i++)
                recipients[i] = answer();
            if (farewell == null) end = answer();
        } catch (IOException e) {
            broken = e;
        }
        return answers();
    }

    private void begin(boolean reset) throws IOException {
        wire.begin(Step.MAIL, timeouts.mail());
        wire.refuseUnasked();
        if (reset) wire.put("RSET");
    }

    private Answers answers() {
        return new Answers(
                mail, Arrays.asList(recipients), data, end, farewell, broken, wire.step());
    }

    /// Whether the server still holds an open transaction (RFC 5321 §4.1.1.4). After a refused
    /// chunk it may (RFC 3030 §2).
    boolean leftOpen() {
        if (mail == null || !mail.positive()) return false;
        return end == null || (inOneGroup && !end.positive());
    }

    private void putEnvelope(long size) throws IOException {
        wire.put(EnvelopeCommands.mail(envelope, size, peer));
        for (var recipient : envelope.recipients()) wire.put(rcpt(recipient));
    }

    private void pipelined(long size, boolean reset) throws IOException {
        putEnvelope(size);
        wire.put("DATA");
        wire.flush();
        if (reset) answer();
        if (farewell != null) return;
        mail = answer();
        for (int i = 0; i < recipients.length && farewell == null; i++) {
            wire.begin(Step.RCPT, timeouts.recipient());
            recipients[i] = answer();
        }
        if (farewell != null) return;
        wire.begin(Step.DATA, timeouts.data());
        data = read();
    }

    private void stepwise(long size, boolean reset) throws IOException {
        if (reset) {
            wire.flush();
            answer();
        }
        if (farewell != null) return;
        wire.put(EnvelopeCommands.mail(envelope, size, peer));
        wire.flush();
        mail = answer();
        if (!mail.positive()) return;
        for (int i = 0; i < recipients.length && farewell == null; i++) {
            wire.begin(Step.RCPT, timeouts.recipient());
            wire.put(rcpt(envelope.recipients().get(i)));
            wire.flush();
            recipients[i] = answer();
        }
        if (farewell != null || !anyAccepted()) return;
        wire.begin(Step.DATA, timeouts.data());
        wire.put("DATA");
        wire.flush();
        data = read();
    }

    private String rcpt(Recipient recipient) {
        return EnvelopeCommands.rcpt(recipient, peer);
    }

    /// 421 ends the conversation wherever it comes (RFC 5321 §3.8).
    private Reply read() throws IOException {
        Reply reply = wire.reply();
        if (reply.code() == 421) farewell = reply;
        return reply;
    }

    /// Only DATA may be answered with 3yz (RFC 5321 §4.2.1). A server that says it elsewhere is not
    /// in step with us, and what it says next would be taken for something else.
    private Reply answer() throws IOException {
        Reply reply = read();
        if (reply.code() / 100 == 3) {
            throw new MalformedReply("a go-ahead that nobody asked for: " + reply);
        }
        return reply;
    }

    private void send(MailContent content, byte[] block) throws IOException {
        wire.begin(Step.CONTENT, timeouts.block());
        wire.refuseUnasked();
        var stuffer = new DotStuffer(wire.out());
        // RFC 2920 §3.1: a server may say 354 although it accepted nobody; it then gets no content.
        if (anyAccepted()) copy(content, block, stuffer);
        stuffer.finish();
        // A write that fails has not handed its last bytes over, and the dot is the last: a socket
        // fails only with what it has not taken, and of a TLS record cut short nothing can be read.
        wire.flush();
        wire.begin(Step.FINAL_DOT, timeouts.finalDot());
        end = answer();
    }

    private void copy(MailContent content, byte[] block, DotStuffer stuffer) throws IOException {
        try (var in = open(content)) {
            for (int count = read(in, block); count >= 0; count = read(in, block)) {
                try {
                    stuffer.write(block, 0, count);
                } catch (MalformedLine e) {
                    throw new UnreadableContent(e);
                }
                wire.progress();
            }
        }
    }

    /// The server counts the bytes: one more would be read as a command, one less is waited for.
    private void copyExactly(long size, MailContent content, byte[] block) throws IOException {
        long left = size;
        try (var in = open(content)) {
            for (int count = read(in, block); count >= 0; count = read(in, block)) {
                if (count > left)
                    throw new UnreadableContent("it is longer than " + size + " bytes");
                wire.out().write(block, 0, count);
                wire.progress();
                left -= count;
            }
        }
        if (left > 0) throw new UnreadableContent("it is shorter than " + size + " bytes");
    }

    private static InputStream open(MailContent content) throws UnreadableContent {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UnreadableContent(e);
        }
    }

    private static int read(InputStream in, byte[] block) throws UnreadableContent {
        try {
            return in.read(block);
        } catch (IOException e) {
            throw new UnreadableContent(e);
        }
    }

    private boolean anyAccepted() {
        if (mail == null || !mail.positive()) return false;
        for (var reply : recipients) {
            if (reply != null && reply.positive()) return true;
        }
        return false;
    }
}
