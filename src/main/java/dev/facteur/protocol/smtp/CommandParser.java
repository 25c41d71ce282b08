package dev.facteur.protocol.smtp;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import org.jspecify.annotations.Nullable;

/// Reads command lines (RFC 5321 §4.1.1). What is not understood leaves as [Rejected] with the
/// reply that says so.
public final class CommandParser {
    /// RFC 4954 §4 sets the longest line a server must take, an AUTH response; all else is shorter.
    public static final int MAX_LINE = 12_288;

    private static final int MAX_NAME = 255;

    /// More than a hundred exabytes is no size.
    private static final int MAX_DIGITS = 18;

    private CommandParser() {}

    /// @param sent the line without CRLF
    public static Command parse(String sent) throws Rejected {
        var line = withoutTrailingBlanks(sent);
        int space = line.indexOf(' ');
        var rest = space < 0 ? "" : line.substring(space + 1).strip();
        requirePrintable(line);
        return switch (verb(line)) {
            case "EHLO" -> new Command.Ehlo(name(rest));
            case "HELO" -> new Command.Helo(name(rest));
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> alone(rest, new Command.Data());
            case "BDAT" -> bdat(rest);
            case "STARTTLS" -> alone(rest, new Command.StartTls());
            case "AUTH" -> auth(rest);
            case "RSET" -> alone(rest, new Command.Rset());
            case "QUIT" -> alone(rest, new Command.Quit());
            case "NOOP" -> new Command.Noop();
            case "VRFY" -> vrfy(rest);
            case "EXPN" -> new Command.Expn();
            // RFC 5321 §4.1.5: a command that client and server agreed on begins with X.
            case "XSITE" -> site(rest);
            case "HELP" -> new Command.Help();
            default -> new Command.Unknown();
        };
    }

    /// RFC 5321 §4.1.1: white space before the CRLF is tolerated.
    private static String withoutTrailingBlanks(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) end--;
        return line.substring(0, end);
    }

    /// The command's name in upper case, also of a line that cannot be read.
    public static String verb(String line) {
        int space = line.indexOf(' ');
        return Keyword.upperCase(space < 0 ? line : line.substring(0, space));
    }

    private static void requirePrintable(String line) throws Rejected {
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) {
                throw new Rejected(Replies.CONTROL_CHARACTER);
            }
        }
    }

    private static Command alone(String rest, Command command) throws Rejected {
        if (!rest.isEmpty()) throw new Rejected(Replies.NO_PARAMETERS);
        return command;
    }

    private static Command vrfy(String rest) throws Rejected {
        if (rest.isEmpty()) throw new Rejected(Replies.USER_MISSING);
        return new Command.Vrfy();
    }

    /// The name ends up in the Received header and in events. Clients send host names with
    /// underscores or letters of any alphabet, so what is odd is replaced, not refused.
    private static String name(String rest) throws Rejected {
        if (rest.isEmpty()) throw new Rejected(Replies.NAME_MISSING);
        int length = Math.min(rest.length(), MAX_NAME);
        return rest.substring(0, length).replaceAll("[^A-Za-z0-9._:\\[\\]-]", "?");
    }

    private static Command site(String rest) throws Rejected {
        if (rest.isEmpty()) throw new Rejected(Replies.NAME_MISSING);
        return new Command.Site(rest.substring(0, Math.min(rest.length(), MAX_NAME)));
    }

    private static Command mail(String rest) throws Rejected {
        var after = path(rest, "FROM:");
        int end = PathSyntax.end(after);
        var path = after.substring(0, end);
        var sender = path.equals("<>") ? null : address(path, Replies.SENDER_MALFORMED);
        return MailParameters.read(sender, after.substring(end));
    }

    private static Command rcpt(String rest) throws Rejected {
        var after = path(rest, "TO:");
        int end = PathSyntax.end(after);
        var path = after.substring(0, end);
        return RcptParameters.read(
                address(path, Replies.RECIPIENT_MALFORMED), after.substring(end));
    }

    /// What follows the keyword. RFC 5321 §3.3 forbids a space after the colon, but PHP scripts and
    /// printers have sent one for decades and everybody takes it.
    private static String path(String rest, String keyword) throws Rejected {
        if (!rest.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new Rejected(Replies.keywordMissing(keyword));
        }
        var after = rest.substring(keyword.length()).stripLeading();
        if (!after.startsWith("<")) throw new Rejected(Replies.ANGLE_BRACKETS);
        return after;
    }

    private static Address address(String path, Reply refusal) throws Rejected {
        try {
            return Address.parse(PathSyntax.mailbox(path));
        } catch (MalformedAddress malformed) {
            throw new Rejected(
                    refusal.code(),
                    refusal.status(),
                    refusal.lines().getFirst() + ": " + malformed.getMessage());
        }
    }

    /// RFC 3030 §2. Where a chunk's length cannot be read, its bytes cannot be told from commands,
    /// so the refusal ends the connection.
    private static Command bdat(String rest) throws Rejected {
        var words = rest.split(" +");
        boolean last = words.length == 2 && Keyword.upperCase(words[1]).equals("LAST");
        long length = number(words[0]);
        if (length < 0 || words.length > 2 || (words.length == 2 && !last)) {
            throw new Rejected(Replies.BAD_CHUNK);
        }
        return new Command.Bdat(length, last);
    }

    private static Command auth(String rest) throws Rejected {
        var words = rest.split(" +");
        if (words[0].isEmpty() || words.length > 2) throw new Rejected(Replies.AUTH_SYNTAX);
        @Nullable String initial = words.length == 2 ? words[1] : null;
        return new Command.Auth(Keyword.upperCase(words[0]), initial);
    }

    /// A number of decimal digits; -1 when it is none.
    private static long number(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) return -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') return -1;
        }
        return Long.parseLong(text);
    }
}
