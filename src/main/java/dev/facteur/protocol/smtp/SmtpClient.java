package dev.facteur.protocol.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.mail.Envelope;
import dev.facteur.protocol.sasl.ClientExchange;
import dev.facteur.protocol.sasl.SaslFailure;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One conversation with a server over a connection that somebody else has opened.
///
/// It speaks and listens; what a reply means for the mail is its caller's affair. After an
/// [IOException] the conversation is over and [#step] says how far it came. Used by one thread;
/// [#operations], [#limit] and [#abort] are for another one that watches over it.
public final class SmtpClient implements Closeable {
    private static final int BLOCK_BYTES = 16_384;

    /// RFC 5321 §4.5.3.1.4: 512 with CRLF. A longer AUTH sends its first response on a line of its
    /// own (RFC 4954 §4).
    private static final int MAX_COMMAND = 510;

    /// More turns than any mechanism we know takes.
    private static final int MAX_CHALLENGES = 5;

    private final ClientWire wire;
    private final Timeouts timeouts;
    private final byte[] block = new byte[BLOCK_BYTES];
    private Capabilities capabilities = Capabilities.NONE;
    private List<String> greeted = List.of();
    private List<String> answered = List.of();
    private boolean transactionOpen;

    private SmtpClient(ClientWire wire, Timeouts timeouts) {
        this.wire = wire;
        this.timeouts = timeouts;
    }

    public static SmtpClient over(Socket socket, Timeouts timeouts) throws IOException {
        return new SmtpClient(ClientWire.over(socket), timeouts);
    }

    /// Waits for the server's first words.
    public Reply greeting() throws IOException {
        wire.begin(Step.GREETING, timeouts.greeting());
        Reply reply = wire.reply();
        greeted = reply.lines();
        return reply;
    }

    /// Introduces us; [#capabilities] are then known.
    public Reply hello(String name) throws IOException {
        Reply reply = wire.ask(Step.EHLO, "EHLO " + name, timeouts.command());
        answered = reply.lines();
        if (reply.code() == 250) {
            capabilities = Capabilities.of(reply);
            return reply;
        }
        capabilities = Capabilities.NONE;
        // RFC 5321 §3.2: HELO only for a server that does not know the command. Any other refusal
        // means something else.
        if (reply.code() != 500 && reply.code() != 502) return reply;
        return wire.ask(Step.EHLO, "HELO " + name, timeouts.command());
    }

    /// Asks for TLS; after 220 [#secure] must follow.
    ///
    /// @throws InjectedPlaintext when bytes came after the 220: somebody wants them to be taken for
    ///   words from inside TLS
    public Reply startTls() throws IOException {
        Reply reply = wire.ask(Step.STARTTLS, "STARTTLS", timeouts.command());
        if (reply.code() == 220 && wire.hasBuffered()) throw new InjectedPlaintext();
        return reply;
    }

    /// Does the handshake and forgets everything that was said before it (RFC 3207 §4.2).
    ///
    /// @param tls over this conversation's socket, ready for the handshake
    public void secure(SSLSocket tls) throws IOException {
        capabilities = Capabilities.NONE;
        wire.secure(tls, timeouts.tls());
    }

    /// Logs in; 235 is success. Must be called inside TLS.
    ///
    /// @throws SaslFailure when the server broke the mechanism's rules or could not prove itself
    public Reply authenticate(ClientExchange exchange) throws IOException, SaslFailure {
        Reply reply = begin(exchange);
        for (int turns = 0; reply.code() == 334; turns++) {
            reply = login(response(exchange, reply, turns));
        }
        if (reply.code() == 235 && !exchange.serverProved()) {
            throw new SaslFailure("the server ended the login without proving itself");
        }
        return reply;
    }

    private Reply begin(ClientExchange exchange) throws IOException {
        String command = "AUTH " + exchange.mechanism();
        byte[] initial = exchange.initialResponse();
        if (initial == null) return login(command);
        String inOne = command + " " + base64(initial);
        if (inOne.length() <= MAX_COMMAND) return login(inOne);
        Reply reply = login(command);
        return reply.code() == 334 ? login(base64(initial)) : reply;
    }

    private String response(ClientExchange exchange, Reply challenge, int turns)
            throws IOException, SaslFailure {
        try {
            if (turns == MAX_CHALLENGES) throw new SaslFailure("the login has no end");
            return base64(exchange.respond(decode(challenge.lines().getFirst())));
        } catch (SaslFailure e) {
            login("*");
            throw e;
        }
    }

    /// A faulty server may echo what it got, so nothing that it says instead of a reply is quoted.
    private Reply login(String line) throws IOException {
        try {
            return wire.ask(Step.AUTH, line, timeouts.command());
        } catch (MalformedReply _) {
            throw new MalformedReply("a line that is not an SMTP reply, during the login");
        }
    }

    private static String base64(byte[] bytes) {
        return new String(Base64.getEncoder().encode(bytes), ISO_8859_1);
    }

    private static byte[] decode(String text) throws SaslFailure {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new SaslFailure("the server's challenge is broken base 64");
        }
    }

    /// Marks the conversation as ready for mail: nothing is awaited from the server.
    public void ready() {
        wire.rest();
    }

    /// One mail, its envelope first. The caller has made sure that the server can carry it, see
    /// [Capabilities].
    ///
    /// @param size of the content in bytes
    public Answers send(Envelope envelope, long size, MailContent content) {
        return send(
                envelope, transaction -> transaction.run(size, content, transactionOpen, block));
    }

    /// One mail, its envelope and content in one group (RFC 3030 §4.2): one round trip instead of
    /// two. A refused mail was sent in vain, and one whose connection breaks is uncertain from its
    /// last byte on; so it is for small mails and for a server that answered just now.
    ///
    /// @param size of the content in bytes, exactly
    /// @throws IllegalStateException when the server does not [offer it][#takesGroups]
    public Answers sendInOneGroup(Envelope envelope, long size, MailContent content) {
        if (!takesGroups()) throw new IllegalStateException("neither PIPELINING nor CHUNKING");
        return send(
                envelope,
                transaction -> transaction.runInOneGroup(size, content, transactionOpen, block));
    }

    /// Whether the server takes a whole mail in one group.
    public boolean takesGroups() {
        return capabilities.pipelining() && capabilities.chunking();
    }

    private Answers send(Envelope envelope, Function<Transaction, Answers> run) {
        var transaction = new Transaction(wire, timeouts, capabilities, envelope);
        var answers = run.apply(transaction);
        transactionOpen = transaction.leftOpen();
        if (answers.usable()) ready();
        return answers;
    }

    /// Says goodbye and closes. Does not wait for long: the server's answer changes nothing.
    public void quit() {
        try {
            wire.ask(Step.QUIT, "QUIT", timeouts.quit());
        } catch (IOException _) {
            // It is closed either way.
        }
        close();
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    /// What the server has said of itself, a line each as it came: its greeting and its last answer
    /// to EHLO. Bytes of a stranger; for people to look at.
    public List<String> introduction() {
        var lines = new ArrayList<>(greeted);
        lines.addAll(answered);
        return lines;
    }

    /// The TLS session, null before [#secure].
    public @Nullable SSLSession session() {
        return wire.socket() instanceof SSLSocket tls ? tls.getSession() : null;
    }

    public Step step() {
        return wire.step();
    }

    /// Grows with every reply read, group sent and block written. When it stands still for longer
    /// than [#limit] while the step is not [Step#IDLE], the conversation hangs.
    public long operations() {
        return wire.operations();
    }

    public Duration limit() {
        return wire.limit();
    }

    /// Ends the conversation from another thread; whoever waits in it gets an [IOException].
    public void abort() {
        wire.abort();
    }

    @Override
    public void close() {
        wire.close();
    }
}
