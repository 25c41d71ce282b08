package dev.facteur.protocol.mime;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the addresses of From, Sender, Reply-To, To and Cc (RFC 5322 §3.4, with UTF-8 by RFC
/// 6532).
///
/// Made to decide who a mail claims to be from, so it errs towards finding more: members of groups
/// count, and so does an address that stands unquoted where a name belongs (`a@x <b@y>` is two
/// mailboxes, as one reader or the other will show either). What can be read in no way is refused.
/// The obsolete forms of §4.4 (routes, whitespace and comments around dots and `@`, empty list
/// members, dots in names) are understood. Not recursive; nesting of comments is limited.
public final class Mailboxes {
    public static final int MAX_MAILBOXES = 1_000;

    private final MailboxTokens tokens;
    private final @Nullable String defaultDomain;
    private final List<Mailbox> found = new ArrayList<>();

    /// Where the addresses without a domain end.
    private final List<Integer> unqualified = new ArrayList<>();

    private boolean inGroup;

    private Mailboxes(String value, @Nullable String defaultDomain) {
        this.tokens = new MailboxTokens(value);
        this.defaultDomain = defaultDomain;
    }

    /// All mailboxes of an unfolded field value, in their order; none for an empty group.
    ///
    /// @throws MalformedHeader with [Fault#ADDRESS]
    public static List<Mailbox> parse(String value) throws MalformedHeader {
        return List.copyOf(read(value, null).found);
    }

    /// The same for what a local program wrote: an address without a domain is one of that domain.
    public static List<Mailbox> parse(String value, String domain) throws MalformedHeader {
        return List.copyOf(read(value, domain).found);
    }

    /// A field's value, which may be folded, with the domain behind each address that has none.
    public static String qualify(String folded, String domain) throws MalformedHeader {
        var ends = read(folded.replace("\r\n", ""), domain).unqualified;
        var text = new StringBuilder(folded);
        for (int end : ends.reversed()) text.insert(positionInFolded(folded, end), "@" + domain);
        return text.toString();
    }

    /// Where the first `unfolded` characters end that are no line's end.
    private static int positionInFolded(String folded, int unfolded) {
        int position = 0;
        int passed = 0;
        while (passed < unfolded) {
            boolean fold = folded.startsWith("\r\n", position);
            position += fold ? 2 : 1;
            if (!fold) passed++;
        }
        return position;
    }

    private static Mailboxes read(String value, @Nullable String domain) throws MalformedHeader {
        var reader = new Mailboxes(value, domain);
        reader.readAll();
        return reader;
    }

    private void readAll() throws MalformedHeader {
        while (true) {
            tokens.skipComments();
            if (tokens.atEnd()) break;
            // RFC 5322 §4.4: a list may have empty members.
            if (tokens.take(',')) continue;
            if (inGroup && tokens.take(';')) {
                inGroup = false;
                continue;
            }
            readMember();
            if (found.size() > MAX_MAILBOXES) throw tokens.malformed("has too many addresses");
        }
        if (inGroup) throw tokens.malformed("has a group without its closing semicolon");
    }

    /// One mailbox, or the name of a group up to its colon.
    private void readMember() throws MalformedHeader {
        var words = readWords();
        if (!words.isEmpty() && tokens.take(':')) {
            if (inGroup) throw tokens.malformed("has a group inside a group");
            inGroup = true;
            return;
        }
        if (tokens.take('<')) {
            addAddressesInName(words);
            found.add(new Mailbox(displayName(words), angleAddress()));
        } else {
            found.add(new Mailbox("", address(words)));
        }
        requireSeparator();
    }

    private void addAddressesInName(List<MailboxTokens.Word> words) throws MalformedHeader {
        for (int at = 1; at < words.size() - 1; at++) {
            if (!words.get(at).is('@')) continue;
            int start = at - 1;
            while (start > 0 && !words.get(start).spaced()) start--;
            int end = at + 2;
            while (end < words.size() && !words.get(end).spaced()) end++;
            found.add(new Mailbox("", address(words.subList(start, end))));
        }
    }

    /// Words, dots and `@` up to what ends them.
    private List<MailboxTokens.Word> readWords() throws MalformedHeader {
        var words = new ArrayList<MailboxTokens.Word>();
        while (true) {
            var word = tokens.word();
            if (word == null) return words;
            words.add(word);
        }
    }

    private void requireSeparator() throws MalformedHeader {
        tokens.skipComments();
        if (tokens.atEnd() || tokens.peek() == ',' || (inGroup && tokens.peek() == ';')) return;
        throw tokens.malformed("has something behind an address that is no comma");
    }

    private Address angleAddress() throws MalformedHeader {
        skipRoute();
        var words = readWords();
        if (!tokens.take('>')) throw tokens.malformed("has \"<\" without an address and \">\"");
        return address(words);
    }

    /// RFC 5322 §4.4 obs-route: `@one,@two:` before the address means nothing any more.
    private void skipRoute() throws MalformedHeader {
        tokens.skipComments();
        if (tokens.atEnd() || tokens.peek() != '@') return;
        while (!tokens.take(':')) {
            if (!tokens.take(',') && tokens.word() == null) {
                throw tokens.malformed("has \"<@\" that is no route");
            }
        }
    }

    /// RFC 5322 §3.4.1: words joined by dots, one `@`, words joined by dots or one literal.
    private Address address(List<MailboxTokens.Word> words) throws MalformedHeader {
        int at = -1;
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).is('@')) continue;
            if (at >= 0) throw tokens.malformed("has an address with two \"@\"");
            at = i;
        }
        if (at < 0) return unqualified(words);
        var local = joined(words.subList(0, at), true);
        return address(local, joined(words.subList(at + 1, words.size()), false));
    }

    private Address unqualified(List<MailboxTokens.Word> words) throws MalformedHeader {
        if (defaultDomain == null) throw tokens.malformed("has a name without an address");
        var local = joined(words, true);
        unqualified.add(words.getLast().end());
        return address(local, defaultDomain);
    }

    private Address address(String local, String domain) throws MalformedHeader {
        if (hasInvisible(local) || hasInvisible(domain)) {
            throw tokens.malformed("has an invisible character in an address");
        }
        try {
            return Address.parse(local + "@" + domain);
        } catch (MalformedAddress e) {
            // A list may hold what can be read but not be written to, such as `a@b_c`.
            throw tokens.malformed("has an address that is none: " + e.getMessage());
        }
    }

    /// Two addresses that look the same must be the same.
    private static boolean hasInvisible(String part) {
        return part.codePoints()
                .anyMatch(c ->
                        Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                || (c >= 0x80 && Character.isSpaceChar(c)));
    }

    private String joined(List<MailboxTokens.Word> words, boolean local) throws MalformedHeader {
        var text = new StringBuilder();
        boolean dotted = true;
        boolean quoted = false;
        for (var word : words) {
            if (word.is('.') == dotted) throw tokens.malformed("has a misplaced dot in an address");
            dotted = word.is('.');
            boolean allowed =
                    switch (word.kind()) {
                        case ATOM, SPECIAL -> true;
                        case QUOTED -> local;
                        case LITERAL -> !local && words.size() == 1;
                    };
            if (!allowed) throw tokens.malformed("has quotes or brackets misplaced in an address");
            quoted |= word.kind() == MailboxTokens.Kind.QUOTED;
            text.append(word.text());
        }
        if (dotted) throw tokens.malformed("has an address with an empty part");
        return quoted ? plainestLocalPart(text.toString()) : text.toString();
    }

    /// `"a.b"` means the same as `a.b` (RFC 5321 §4.1.2), so that is how it is compared.
    private static String plainestLocalPart(String content) {
        boolean plain = true;
        // The dots of a dot-atom have a character before them and behind them.
        boolean afterDot = true;
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            boolean dot = c == '.';
            plain &= dot ? !afterDot : MailboxTokens.isAtomCharacter(c);
            afterDot = dot;
        }
        if (plain && !afterDot) return content;
        return '"' + content.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String displayName(List<MailboxTokens.Word> words) {
        var name = new StringBuilder();
        for (var word : words) {
            if (word.spaced() && !name.isEmpty()) name.append(' ');
            name.append(word.text());
        }
        return EncodedWords.decode(name.toString());
    }
}
