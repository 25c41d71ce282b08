package dev.facteur.submit.smtp;

import dev.facteur.account.Login;
import dev.facteur.account.Site;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.submit.Submitter;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's conversation (RFC 5321, RFC 6409): greeting → commands → goodbye. Runs on its own
/// virtual thread and may block.
///
/// Every refusal leaves through [Rejected] and is answered in [#step]; a method that returns has
/// succeeded and answered. After a 421 or 221 nothing more is read.
final class Session implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /// RFC 3207 §4: every other command is told where to begin, whatever else is wrong with it.
    private static final Set<String> BEFORE_TLS =
            Set.of("EHLO", "NOOP", "QUIT", "RSET", "STARTTLS");

    private final SmtpService service;
    private final Connection connection;
    private final Protection protection;
    private final Authentication authentication;
    private final Patience patience = new Patience();
    private final MailTransaction transaction;
    private final RefusalLog refusals;
    private final LocalSite localSite;
    private @Nullable Login login;
    private @Nullable String helo;
    private boolean extended;
    private @Nullable String site;
    private boolean open = true;

    Session(
            SmtpService service,
            Connection connection,
            Protection protection,
            LocalSite localSite) {
        this.localSite = localSite;
        this.service = service;
        this.connection = connection;
        this.protection = protection;
        this.authentication = new Authentication(connection, service);
        this.refusals = new RefusalLog(connection.client(), connection.user());
        this.transaction =
                new MailTransaction(
                        connection, service.reception(), service.settings(), this::submitter);
    }

    @Override
    public void run() {
        try {
            greet();
            while (open) step();
        } catch (SocketTimeoutException _) {
            farewell(Replies.TIMED_OUT);
        } catch (Connection.EndlessContent _) {
            // Both: what becomes of the mail, and why we hang up (RFC 5321 §3.8).
            farewell(Replies.TOO_LARGE);
            farewell(Replies.ENDLESS);
        } catch (IOException trouble) {
            logEnd(trouble);
        } catch (RuntimeException bug) {
            farewell(Replies.BROKEN);
            throw bug;
        } finally {
            transaction.reset();
            connection.end();
        }
    }

    private void greet() throws IOException {
        if (protection == Protection.IMPLICIT_TLS) connection.startTls(service.tls());
        reply(Replies.greeting(service.settings().serverName()));
    }

    private void step() throws IOException {
        if (service.closing()) {
            reply(Replies.SHUTTING_DOWN);
            return;
        }
        try {
            var line = connection.readLine();
            if (line == null) {
                open = false;
                return;
            }
            refusals.asked(line);
            execute(understand(line));
        } catch (Rejected refusal) {
            refusals.refused(refusal.reply(), login);
            refuse(refusal.reply());
        } catch (MalformedLine defect) {
            refuse(defect);
        }
    }

    private Command understand(String line) throws Rejected {
        try {
            return CommandParser.parse(line);
        } catch (Rejected malformed) {
            // Behind a chunk without a length nobody knows where the next command begins.
            boolean ends = malformed.reply().code() == 421;
            if (!ends && !BEFORE_TLS.contains(CommandParser.verb(line))) requireTls();
            throw malformed;
        }
    }

    private void reply(Reply reply) throws IOException {
        connection.reply(reply);
        if (reply.code() == 421 || reply.code() == 221) open = false;
    }

    private void refuse(Reply reply) throws IOException {
        reply(patience.isWornOutBy(reply) ? Replies.TOO_MANY_ERRORS : reply);
    }

    private void refuse(MalformedLine defect) throws IOException {
        switch (defect.reason()) {
            case TOO_LONG -> refuse(tlsIsMissing() ? Replies.TLS_FIRST : Replies.LINE_TOO_LONG);
            case NOT_UTF8 -> refuse(tlsIsMissing() ? Replies.TLS_FIRST : Replies.NOT_UTF8);
            case BARE_CR, BARE_LF, NUL -> reply(Replies.malformedCommand(defect));
        }
    }

    private void execute(Command command) throws Rejected, IOException {
        try {
            admit(command);
        } catch (Rejected refusal) {
            if (command instanceof Command.Bdat chunk) transaction.discard(chunk);
            throw refusal;
        }
        switch (command) {
            case Command.Ehlo(String name) -> ehlo(name);
            case Command.Helo(String name) -> helo(name);
            case Command.StartTls _ -> startTls();
            case Command.Auth auth -> auth(auth);
            case Command.Mail mail -> reply(transaction.begin(mail));
            case Command.Rcpt rcpt -> reply(transaction.add(rcpt));
            case Command.Data _ -> keep(transaction.data());
            case Command.Bdat chunk -> keep(transaction.chunk(chunk));
            case Command.Rset _ -> reset();
            case Command.Site(String name) -> site(name);
            case Command.Noop _ -> idle(Replies.OK);
            case Command.Vrfy _ -> idle(Replies.NOT_VERIFIED);
            case Command.Expn _ -> throw new Rejected(Replies.NOT_EXPANDED);
            case Command.Help _ -> idle(Replies.HELP);
            case Command.Quit _ -> reply(Replies.BYE);
            case Command.Unknown _ -> throw new Rejected(Replies.UNKNOWN_COMMAND);
        }
    }

    /// What may be said when: RFC 3207 §4, RFC 4954 §4, RFC 5321 §4.1.4.
    private void admit(Command command) throws Rejected {
        switch (command) {
            case Command.Ehlo _, Command.Noop _, Command.Quit _, Command.Rset _ -> {}
            case Command.StartTls _ -> admitStartTls();
            case Command.Auth _ -> {
                requireTls();
                admitAuth();
            }
            case Command.Mail _, Command.Rcpt _, Command.Data _, Command.Bdat _ -> {
                requireTls();
                if (protection.asksLogin() && login == null) {
                    throw new Rejected(Replies.AUTHENTICATION_REQUIRED);
                }
                if (helo == null) throw new Rejected(Replies.GREET_FIRST);
            }
            case Command.Site _ -> {
                requireTls();
                if (protection != Protection.LOCAL) throw new Rejected(Replies.UNKNOWN_COMMAND);
            }
            case Command.Helo _,
                    Command.Vrfy _,
                    Command.Expn _,
                    Command.Help _,
                    Command.Unknown _ ->
                    requireTls();
        }
    }

    private void requireTls() throws Rejected {
        if (tlsIsMissing()) throw new Rejected(Replies.TLS_FIRST);
    }

    private boolean tlsIsMissing() {
        return protection == Protection.STARTTLS && connection.tls() == null;
    }

    private void admitStartTls() throws Rejected {
        if (connection.tls() != null) throw new Rejected(Replies.TLS_TWICE);
        if (!protection.offersStartTls()) throw new Rejected(Replies.TLS_NOT_OFFERED);
    }

    private void admitAuth() throws Rejected {
        if (!protection.asksLogin()) throw new Rejected(Replies.AUTH_NOT_OFFERED);
        if (login != null) throw new Rejected(Replies.AUTH_TWICE);
        if (transaction.begun()) throw new Rejected(Replies.AUTH_IN_MAIL);
        if (helo == null || !extended) throw new Rejected(Replies.GREET_FIRST);
    }

    private void ehlo(String name) throws Rejected, IOException {
        greeted(name, true);
        var extensions = new ArrayList<String>(9);
        extensions.add("PIPELINING");
        extensions.add("SIZE " + service.settings().maxMessageBytes());
        extensions.add("8BITMIME");
        extensions.add("SMTPUTF8");
        extensions.add("ENHANCEDSTATUSCODES");
        extensions.add("DSN");
        extensions.add("CHUNKING");
        boolean secured = connection.tls() != null;
        if (protection.offersStartTls() && !secured) extensions.add("STARTTLS");
        if (secured && protection.asksLogin() && login == null)
            extensions.add("AUTH " + authentication.offered());
        idle(Replies.ehlo(service.settings().serverName(), extensions));
    }

    private void helo(String name) throws Rejected, IOException {
        greeted(name, false);
        idle(Replies.helo(service.settings().serverName()));
    }

    private void greeted(String name, boolean knowsExtensions) {
        helo = name;
        extended = knowsExtensions;
        // RFC 5321 §4.1.4: EHLO also does what RSET does.
        transaction.reset();
    }

    private void startTls() throws IOException {
        if (connection.input().hasBuffered()) {
            reply(Replies.BYTES_BEFORE_TLS);
            return;
        }
        reply(Replies.START_TLS);
        connection.startTls(service.tls());
        // RFC 3207 §4.2: what was said in clear is forgotten.
        helo = null;
        extended = false;
        transaction.reset();
    }

    private void auth(Command.Auth command) throws Rejected, IOException {
        login = authentication.run(command);
        service.loggedIn(connection);
        reply(Replies.AUTHENTICATED);
    }

    /// Told at once whether it will do, and asked again at each mail.
    private void site(String name) throws Rejected, IOException {
        if (transaction.begun()) throw new Rejected(Replies.MAIL_TWICE);
        localSite.of(new LocalSite.Mail(connection.user(), name, null));
        site = name;
        idle(Replies.OK);
    }

    private void reset() throws Rejected, IOException {
        transaction.reset();
        idle(Replies.OK);
    }

    private void idle(Reply reply) throws Rejected, IOException {
        patience.idle();
        reply(reply);
    }

    private void keep(Reply reply) throws IOException {
        patience.renew();
        reply(reply);
    }

    private Submitter submitter(Command.Mail mail) throws Rejected {
        var proved = login == null ? null : stillValid(login);
        var tls = connection.tls();
        return new Submitter(
                proved == null ? localSite(mail) : proved.site(),
                proved == null ? null : proved.credential(),
                keyword(mail.smtpUtf8()),
                connection.client(),
                helo == null ? "" : helo,
                tls == null ? "" : tls.getProtocol() + " " + tls.getCipherSuite());
    }

    /// The login as it is now. One that was removed sends nothing more, and neither does another
    /// one that was given its name.
    private Login stillValid(Login proved) throws Rejected {
        try {
            return service.access()
                    .check()
                    .proved(proved.credential().name())
                    .filter(now -> now.credential().id() == proved.credential().id())
                    .orElseThrow(() -> new Rejected(Replies.CREDENTIAL_GONE));
        } catch (StorageException trouble) {
            LOG.atWarn().setCause(trouble).log("credentials cannot be read");
            throw new Rejected(Replies.AUTHENTICATION_UNAVAILABLE);
        }
    }

    private Site localSite(Command.Mail mail) throws Rejected {
        return localSite.of(new LocalSite.Mail(connection.user(), site, mail.sender()));
    }

    /// RFC 3848 and RFC 6531 §4.3.
    private String keyword(boolean smtpUtf8) {
        if (!extended && login == null) return "SMTP";
        return (smtpUtf8 ? "UTF8SMTP" : "ESMTP")
                + (connection.tls() == null ? "" : "S")
                + (login == null ? "" : "A");
    }

    private void farewell(Reply reply) {
        try {
            connection.reply(reply);
            connection.flush();
        } catch (IOException _) {
            // The client does not hear it, which changes nothing.
        }
    }

    private void logEnd(IOException trouble) {
        var client = connection.client();
        LOG.atDebug()
                .addKeyValue("client", client == null ? "local" : client.getHostAddress())
                .addKeyValue("why", trouble.toString())
                .log("a client's connection ended early");
    }
}
