package dev.facteur.protocol.smtp;

import dev.facteur.mail.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What our SMTP doors say, all of it. People read these texts in the logs of their websites, so
/// each says what is wrong and what to do. Enhanced codes are those of RFC 3463 and RFC 5248.
public final class Replies {
    public static final Reply OK = Reply.of(250, "2.0.0", "OK");
    public static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Sender OK");
    public static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Recipient OK");
    public static final Reply START_DATA =
            Reply.of(354, "", "Send the message; end it with <CRLF>.<CRLF>");
    public static final Reply START_TLS = Reply.of(220, "2.0.0", "Start TLS now");
    public static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
    public static final Reply HELP =
            Reply.of(214, "2.0.0", "RFC 5321 and RFC 6409 are spoken here; see the EHLO reply");

    /// RFC 5321 §3.5.3: says nothing about who exists.
    public static final Reply NOT_VERIFIED =
            Reply.of(252, "2.5.0", "Not verified; send the message and see");

    public static final Reply NOT_EXPANDED = Reply.of(502, "5.5.1", "There are no lists here");

    public static final Reply AUTHENTICATED = Reply.of(235, "2.7.0", "Authenticated");

    /// One answer for an unknown user and for a wrong password (RFC 4954 §6).
    public static final Reply WRONG_CREDENTIALS =
            Reply.of(535, "5.7.8", "User name or password is wrong");

    public static final Reply AUTHENTICATION_UNAVAILABLE =
            Reply.of(454, "4.7.0", "Cannot check credentials at the moment; try again later");
    public static final Reply AUTH_CANCELLED = Reply.of(501, "5.7.0", "Authentication cancelled");
    public static final Reply AUTH_BAD_BASE64 = Reply.of(501, "5.5.2", "This is not base 64");
    public static final Reply AUTH_TOO_LONG = Reply.of(500, "5.5.6", "The response is too long");
    public static final Reply AUTH_SYNTAX =
            Reply.of(501, "5.5.4", "Write AUTH, a mechanism, and at most one response");
    public static final Reply AUTH_UNKNOWN_MECHANISM =
            Reply.of(504, "5.5.4", "The mechanism is not offered; see the EHLO reply");
    public static final Reply AUTH_TWICE = Reply.of(503, "5.5.1", "You are authenticated already");
    public static final Reply AUTH_NOT_OFFERED =
            Reply.of(502, "5.5.1", "Authentication is not offered here");
    public static final Reply AUTH_IN_MAIL =
            Reply.of(503, "5.5.1", "Not inside a mail transaction; send RSET first");
    public static final Reply CREDENTIAL_GONE =
            Reply.of(421, "4.7.0", "The credential you logged in with was removed; closing");
    public static final Reply TOO_MANY_FAILURES =
            Reply.of(421, "4.7.0", "Too many failed logins; wait and check user name and password");

    public static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "Send STARTTLS first");
    public static final Reply TLS_TWICE = Reply.of(503, "5.5.1", "TLS is active already");
    public static final Reply TLS_NOT_OFFERED =
            Reply.of(502, "5.5.1", "STARTTLS is not offered here");

    /// What came with STARTTLS in one piece would be read as if it had come encrypted
    /// (CVE-2011-0411).
    public static final Reply BYTES_BEFORE_TLS =
            Reply.of(421, "4.7.0", "Nothing may follow STARTTLS before the TLS handshake; closing");

    public static final Reply AUTHENTICATION_REQUIRED =
            Reply.of(
                    530,
                    "5.7.0",
                    "Authentication required; this server takes mail only from its sites");

    public static final Reply GREET_FIRST = Reply.of(503, "5.5.1", "Send EHLO first");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Send MAIL FROM first");
    public static final Reply RCPT_FIRST =
            Reply.of(503, "5.5.1", "Send RCPT TO first; no recipient has been accepted");
    public static final Reply MAIL_TWICE =
            Reply.of(503, "5.5.1", "The sender is given already; send RSET to begin anew");
    public static final Reply CHUNKS_BEGUN =
            Reply.of(503, "5.5.1", "The message has begun with BDAT; go on with BDAT or send RSET");
    public static final Reply TOO_MANY_RECIPIENTS =
            Reply.of(
                    452,
                    "4.5.3",
                    "Too many recipients; send the message to the others in another mail");
    public static final Reply TOO_LARGE =
            Reply.of(
                    552,
                    "5.3.4",
                    "The message is larger than this server takes; see SIZE in the EHLO reply");
    public static final Reply SMTPUTF8_MISSING =
            Reply.of(
                    553,
                    "5.6.7",
                    "An address with letters beyond ASCII needs MAIL FROM with SMTPUTF8");

    public static final Reply UNKNOWN_COMMAND = Reply.of(500, "5.5.1", "Unknown command");
    public static final Reply CONTROL_CHARACTER =
            Reply.of(500, "5.5.2", "A control character stands in the command");
    public static final Reply NOT_UTF8 = Reply.of(500, "5.5.2", "The command is not UTF-8");
    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "The line is too long");
    public static final Reply NO_PARAMETERS =
            Reply.of(501, "5.5.4", "This command takes no parameters");
    public static final Reply NAME_MISSING =
            Reply.of(501, "5.5.4", "Say who you are: EHLO and your host name");
    public static final Reply USER_MISSING = Reply.of(501, "5.5.4", "Say whom: VRFY and a user");
    public static final Reply ANGLE_BRACKETS =
            Reply.of(501, "5.5.4", "Write the address between < and >, as in <user@example.com>");
    public static final Reply SENDER_MALFORMED = Reply.of(501, "5.1.7", "The sender is no address");
    public static final Reply RECIPIENT_MALFORMED =
            Reply.of(501, "5.1.3", "The recipient is no address");
    public static final Reply UNKNOWN_PARAMETER =
            Reply.of(555, "5.5.4", "A parameter is not known here; see the EHLO reply");
    public static final Reply BINARY_NOT_OFFERED =
            Reply.of(555, "5.5.4", "BINARYMIME is not offered here; encode the message as base 64");
    public static final Reply PARAMETER_TWICE =
            Reply.of(501, "5.5.4", "A parameter is given twice");
    public static final Reply BAD_CHUNK =
            Reply.of(421, "4.5.4", "The length of the chunk cannot be read; closing");

    /// RFC 5321 §3.8: the client keeps what was not answered.
    public static final Reply SHUTTING_DOWN =
            Reply.of(421, "4.3.2", "The server is shutting down; try again soon");

    public static final Reply TOO_MANY_CONNECTIONS =
            Reply.of(421, "4.3.2", "Too many connections; try again later");
    public static final Reply TOO_MANY_FROM_ADDRESS =
            Reply.of(421, "4.7.0", "Too many connections from your address; reuse the open ones");
    public static final Reply TOO_MANY_FROM_USER =
            Reply.of(421, "4.7.0", "Too many connections of your user; reuse the open ones");
    public static final Reply TIMED_OUT =
            Reply.of(421, "4.4.2", "Nothing was heard for too long; closing");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors; closing");
    public static final Reply TOO_MANY_IDLE_COMMANDS =
            Reply.of(421, "4.7.0", "Too many commands without a mail; closing");
    public static final Reply BROKEN =
            Reply.of(421, "4.3.0", "An error of this server, which its log describes; closing");
    public static final Reply LOCAL_SITE_MISSING =
            Reply.of(450, "4.3.5", "No site is set up for this sender; add it: facteur site add");
    public static final Reply ENDLESS = Reply.of(421, "4.3.4", "The message does not end; closing");
    public static final Reply CHUNK_TOO_LARGE =
            Reply.of(421, "4.3.4", "The chunk is larger than a message may be; closing");

    private static final int MOST_NAMED = 100;

    private Replies() {}

    /// @param sender null for the empty one
    public static Reply nobodySendsAs(@Nullable Address sender) {
        var step =
                sender == null
                        ? "name a sender, or make a site the local one: facteur site add NAME --local"
                        : "add its domain to one: facteur domain add "
                                // RFC 5321 §4.5.3.1.5: with the sender before it, twice this name
                                // could be more than the 512 octets of a reply.
                                + (sender.domain().length() > MOST_NAMED
                                        ? "DOMAIN"
                                        : sender.domain())
                                + " --site SITE";
        return Reply.of(
                550, "5.7.1", "No site sends as <" + (sender == null ? "" : sender) + ">; " + step);
    }

    public static Reply noSuchSite(String name) {
        return Reply.of(550, "5.7.1", "There is no site named " + name + "; see facteur site list");
    }

    /// @param user as whom the program runs
    public static Reply notYourSite(String user, String site) {
        return Reply.of(
                550,
                "5.7.1",
                "The user "
                        + user
                        + " may not hand mail over for the site "
                        + site
                        + "; its operator can let it: facteur site callers");
    }

    /// At a local door that the configuration gives to one site.
    public static Reply oneSiteOnly(String site) {
        return Reply.of(550, "5.7.1", "This door takes mail for the site " + site + " only");
    }

    public static Reply greeting(String serverName) {
        return Reply.of(220, "", serverName + " ESMTP Facteur");
    }

    public static Reply helo(String serverName) {
        return Reply.of(250, "", serverName);
    }

    /// @param extensions one EHLO line each
    public static Reply ehlo(String serverName, List<String> extensions) {
        var lines = new ArrayList<String>(extensions.size() + 1);
        lines.add(serverName);
        lines.addAll(extensions);
        return new Reply(250, "", lines);
    }

    /// A response that is not what the mechanism expects; says nothing about the password.
    public static Reply authMalformed(String sentence) {
        return Reply.of(501, "5.5.2", "Not understood: " + sentence);
    }

    /// A SASL challenge (RFC 4954 §4).
    public static Reply challenge(String base64) {
        return Reply.of(334, "", base64);
    }

    public static Reply kept(String mailId) {
        return Reply.of(250, "2.0.0", "Kept as " + mailId);
    }

    /// For a submission recognised as a repetition: the first one's id.
    public static Reply keptBefore(String mailId) {
        return Reply.of(250, "2.0.0", "Kept before as " + mailId);
    }

    public static Reply chunkTaken(long bytes) {
        return Reply.of(250, "2.0.0", bytes + " bytes taken");
    }

    public static Reply keywordMissing(String keyword) {
        return Reply.of(501, "5.5.4", "Write " + keyword + "<user@example.com>");
    }

    public static Reply badValue(String parameter) {
        return Reply.of(501, "5.5.4", "The value of " + parameter + " is not valid");
    }

    /// RFC 5321 §2.3.8 and §4.1.1.4: such a message is refused as a whole.
    public static Reply malformedContent(MalformedLine defect) {
        return Reply.of(550, "5.6.0", "The message contains " + defect.reason().sentence());
    }

    /// A command with a bare CR, bare LF or NUL. Where the next one begins, the two sides would not
    /// agree on, so the session ends; RFC 5321 §3.8 wants that to be a 421.
    public static Reply malformedCommand(MalformedLine defect) {
        return Reply.of(
                421, "4.5.2", "The command contains " + defect.reason().sentence() + "; closing");
    }
}
