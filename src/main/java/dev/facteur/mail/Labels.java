package dev.facteur.mail;

import java.util.List;
import java.util.Map;

/// What a site writes on a mail for itself: words to find it by, and things to remember it with.
/// They never leave the gateway with the mail.
///
/// @param tags in the order given, each once
/// @param metadata name and value
public record Labels(List<String> tags, Map<String, String> metadata) {
    public static final Labels NONE = new Labels(List.of(), Map.of());

    public Labels {
        tags = List.copyOf(tags);
        metadata = Map.copyOf(metadata);
    }

    public boolean none() {
        return tags.isEmpty() && metadata.isEmpty();
    }
}
