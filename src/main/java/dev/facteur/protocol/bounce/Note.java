package dev.facteur.protocol.bounce;

import dev.facteur.protocol.mime.HtmlText;
import dev.facteur.protocol.mime.LooseHeader;
import dev.facteur.protocol.mime.LooseMail;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a returned mail says to people, and the beginning of the mail that it gives back, which
/// stands in a part of its own or below the text.
///
/// @param text without the mail that is given back
record Note(String text, LooseHeader original) {
    /// Nobody explains a failure at greater length.
    private static final int MAX_TEXT = 64 * 1024;

    /// Fields that only a mail has; `From`, `To` and `Subject` also stand in summaries of one.
    private static final Set<String> TECHNICAL =
            caseless(
                    "Received",
                    "Return-Path",
                    "Message-ID",
                    "DKIM-Signature",
                    "MIME-Version",
                    "Content-Type",
                    "X-Mailer",
                    "X-Google-DKIM-Signature",
                    "X-Google-Smtp-Source",
                    "DomainKey-Signature");

    private static final Set<String> COMMON =
            caseless("From", "To", "Subject", "Date", "Reply-To", "Sender", "Cc");

    private static Set<String> caseless(String... names) {
        var set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }

    static Note of(LooseMail mail) {
        var text = new StringBuilder();
        var html = new StringBuilder();
        LooseHeader original = null;
        for (var part : mail.parts()) {
            if (part.isMail()) {
                if (original == null) original = LooseHeader.of(part.text());
            } else if (original == null && part.type().equals("text/html")) {
                append(html, HtmlText.of(part.text()));
            } else if (original == null && part.type().startsWith("text/")) {
                append(text, part.text());
            }
        }
        var words = text.toString().isBlank() ? html.toString() : text.toString();
        var lines = words.lines().toList();
        int end = textEnd(lines);
        var above = String.join("\n", lines.subList(0, end));
        if (original != null) return new Note(above, original);
        int next = end < lines.size() && follows(lines.get(end)) ? end + 1 : end;
        var below = String.join("\n", lines.subList(next, lines.size())).stripLeading();
        return new Note(above, LooseHeader.of(below));
    }

    private static void append(StringBuilder text, String more) {
        int room = MAX_TEXT - text.length();
        text.append(more, 0, Math.min(room, more.length()));
        if (text.length() < MAX_TEXT) text.append('\n');
    }

    /// The first line that is no longer part of the text, or the number of lines.
    private static int textEnd(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (follows(lines.get(i)) || isHeader(lines, i)) return i;
        }
        return lines.size();
    }

    private static boolean follows(String line) {
        return Signs.shows(Signs.Sign.MAIL_FOLLOWS, Signs.Place.TEXT, Signs.canonical(line));
    }

    /// Two fields of a mail one after the other, one of which only a mail has.
    private static boolean isHeader(List<String> lines, int from) {
        boolean technical = false;
        int fields = 0;
        for (int i = from; i < lines.size() && fields < 2; i++) {
            var line = lines.get(i);
            if (fields > 0 && !line.isBlank() && Character.isWhitespace(line.charAt(0))) continue;
            int colon = LooseHeader.nameEnd(line);
            if (colon < 0) return false;
            var name = line.substring(0, colon).strip();
            boolean known = TECHNICAL.contains(name);
            if (!known && !COMMON.contains(name)) return false;
            technical |= known;
            fields++;
        }
        return technical && fields == 2;
    }
}
