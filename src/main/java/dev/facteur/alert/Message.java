package dev.facteur.alert;

import java.util.List;
import java.util.stream.Collectors;

/// What is told, in one language and before it takes the form of its channel.
///
/// @param subject one line that says the most by itself
/// @param title one line to stand above the rest
/// @param sections with an empty line between them
record Message(String subject, String title, List<Section> sections) {
    Message {
        sections = List.copyOf(sections);
    }

    /// @param lines under its head
    record Section(String head, List<String> lines) {
        Section {
            lines = List.copyOf(lines);
        }

        String text() {
            return lines.isEmpty() ? head : head + "\n" + String.join("\n", lines);
        }
    }

    /// All of it but the title; lines end in `\n`.
    String text() {
        return sections.stream().map(Section::text).collect(Collectors.joining("\n\n"));
    }

    /// No longer than so many UTF-16 units; what is cut off is shown to be.
    static String cut(String text, int most) {
        if (text.length() <= most) return text;
        int end = most - 1;
        // Never between the halves of one character.
        if (Character.isHighSurrogate(text.charAt(end - 1))) end--;
        return text.substring(0, end) + "…";
    }
}
