package dev.facteur.protocol.smtp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a server offers, as its answer to EHLO told (RFC 5321 §4.1.1.1). Only what was said inside
/// TLS counts once TLS is spoken (RFC 3207 §4.2).
///
/// @param size most bytes of a mail (RFC 1870); 0 when the server names no limit
/// @param mechanisms of AUTH, in upper case
public record Capabilities(
        boolean startTls,
        boolean pipelining,
        boolean chunking,
        boolean eightBitMime,
        boolean smtpUtf8,
        boolean dsn,
        boolean sizeOffered,
        long size,
        Set<String> mechanisms) {
    /// A server that knows only HELO, or has not been asked yet.
    public static final Capabilities NONE =
            new Capabilities(false, false, false, false, false, false, false, 0, Set.of());

    private static final int MAX_SIZE_DIGITS = 18;

    public Capabilities {
        mechanisms = Set.copyOf(mechanisms);
    }

    /// Reads the reply to EHLO. Its first line is the server's name, the others a keyword each.
    public static Capabilities of(Reply ehlo) {
        var keywords = new HashSet<String>();
        var mechanisms = new HashSet<String>();
        long size = 0;
        for (var line : ehlo.lines().subList(1, ehlo.lines().size())) {
            List<String> words = words(line);
            if (words.isEmpty()) continue;
            keywords.add(words.getFirst());
            List<String> parameters = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "SIZE" -> size = parameters.isEmpty() ? 0 : number(parameters.getFirst());
                case "AUTH" -> mechanisms.addAll(parameters);
                default -> {}
            }
        }
        return new Capabilities(
                keywords.contains("STARTTLS"),
                keywords.contains("PIPELINING"),
                keywords.contains("CHUNKING"),
                keywords.contains("8BITMIME"),
                keywords.contains("SMTPUTF8"),
                keywords.contains("DSN"),
                keywords.contains("SIZE"),
                size,
                mechanisms);
    }

    /// Keyword and parameters in upper case. `AUTH=LOGIN PLAIN` is the form of a draft of RFC 4954
    /// that some servers still send beside the right one.
    private static List<String> words(String line) {
        String upper = Keyword.upperCase(line);
        if (upper.startsWith("AUTH=")) upper = "AUTH " + upper.substring(5);
        var words = new ArrayList<String>();
        for (var word : upper.split(" ")) {
            if (!word.isEmpty()) words.add(word);
        }
        return words;
    }

    private static long number(String text) {
        boolean digits = text.length() <= MAX_SIZE_DIGITS && text.matches("[0-9]+");
        return digits ? Long.parseLong(text) : 0;
    }
}
