package dev.facteur.submit.smtp;

import dev.facteur.account.Login;
import dev.facteur.platform.LocalUser;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.Reply;
import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs what of a mail was refused in one session, for whoever is asked by a website why its mail
/// does not arrive. A session that is refused all the time fills no log. Used by one thread.
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int MOST_LINES = 20;
    private static final int MOST_CHARACTERS = 256;
    private static final Set<String> OF_A_MAIL = Set.of("MAIL", "RCPT", "DATA", "BDAT");

    private final String client;
    private int lines;
    private String verb = "";
    private String sender = "";
    private String recipient = "";

    /// @param client null for a Unix socket
    /// @param caller who is at its other end
    RefusalLog(@Nullable InetAddress client, @Nullable LocalUser caller) {
        var local = caller == null ? "local" : "local user " + caller.name();
        this.client = client == null ? local : client.getHostAddress();
    }

    /// Remembers what the next reply is about; the line as the client sent it, since it may be the
    /// line that is refused.
    void asked(String line) {
        verb = CommandParser.verb(line);
        recipient = verb.equals("RCPT") ? path(line) : "";
        if (verb.equals("MAIL")) sender = path(line);
    }

    void refused(Reply reply, @Nullable Login login) {
        if (!OF_A_MAIL.contains(verb) || ++lines > MOST_LINES) return;
        var line = LOG.atInfo().addKeyValue("client", client).addKeyValue("command", verb);
        if (login != null) {
            line = line.addKeyValue("site", login.site().name());
            line = line.addKeyValue("user", login.credential().name());
        }
        line = line.addKeyValue("from", sender);
        if (!recipient.isEmpty()) line = line.addKeyValue("to", recipient);
        line = line.addKeyValue("reply", reply);
        line.log(
                lines < MOST_LINES
                        ? "refused"
                        : "refused; what else this session is refused is not logged");
    }

    /// `<a@example.com>` of `MAIL FROM:<a@example.com> SIZE=9`.
    private static String path(String line) {
        var path = line.substring(line.indexOf(':') + 1).strip();
        int blank = path.indexOf(' ');
        if (blank > 0) path = path.substring(0, blank);
        return path.length() > MOST_CHARACTERS ? path.substring(0, MOST_CHARACTERS) : path;
    }
}
