package dev.facteur.protocol.mime;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The words of an HTML text, a line where it shows one: to look for words, not to show them.
/// Linear in its length, whatever it holds.
public final class HtmlText {
    private static final Set<String> LINES =
            Set.of("br", "p", "div", "tr", "td", "li", "ul", "table", "h1", "h2", "h3", "pre");
    private static final Set<String> UNSEEN = Set.of("style", "script", "title");
    private static final Map<String, String> ENTITIES =
            Map.of(
                    "lt", "<", "gt", ">", "amp", "&", "quot", "\"", "nbsp", " ", "apos", "'", "#39",
                    "'", "#64", "@", "#160", " ");
    private static final int MAX_ENTITY = 8;

    private final String html;
    private final StringBuilder text = new StringBuilder();
    private String unseen = "";

    private HtmlText(String html) {
        this.html = html;
    }

    public static String of(String html) {
        return new HtmlText(html).words();
    }

    private String words() {
        int i = 0;
        while (i < html.length()) {
            char c = html.charAt(i);
            if (c == '<') {
                i = afterTag(i);
            } else if (!unseen.isEmpty()) {
                i++;
            } else if (c == '&') {
                i = afterEntity(i);
            } else {
                text.append(Character.isWhitespace(c) ? ' ' : c);
                i++;
            }
        }
        return text.toString();
    }

    private int afterTag(int start) {
        int end = start + 1;
        while (end < html.length() && html.charAt(end) != '>' && html.charAt(end) != '<') end++;
        int nameStart = start + 1 < end && html.charAt(start + 1) == '/' ? start + 2 : start + 1;
        int nameEnd = nameStart;
        while (nameEnd < end && Character.isLetterOrDigit(html.charAt(nameEnd))) nameEnd++;
        var name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        boolean closes = nameStart == start + 2;
        if (!closes && unseen.isEmpty() && UNSEEN.contains(name)) unseen = name;
        if (closes && unseen.equals(name)) unseen = "";
        if (LINES.contains(name)) text.append('\n');
        return end < html.length() && html.charAt(end) == '>' ? end + 1 : end;
    }

    private int afterEntity(int start) {
        int limit = Math.min(html.length(), start + MAX_ENTITY);
        int end = start + 1;
        while (end < limit && html.charAt(end) != ';') end++;
        var meant = end < limit ? ENTITIES.get(html.substring(start + 1, end)) : null;
        if (meant != null) {
            text.append(meant);
            return end + 1;
        }
        text.append('&');
        return start + 1;
    }
}
