package dev.facteur.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EventKindsTest {
    @Test
    void everyEventHasItsWordInTheList() {
        assertThat(EventKinds.OF_MAILS).containsExactlyInAnyOrderElementsOf(words(MailEvent.class));
        assertThat(EventKinds.OF_DOMAINS)
                .allMatch(word -> !EventKinds.OF_MAILS.contains(word))
                .hasSameSizeAs(words(DomainEvent.class));
    }

    /// A mail's event has the word of its record.
    private static List<String> words(Class<?> type) {
        var words = new ArrayList<String>();
        for (var permitted : type.getPermittedSubclasses()) {
            if (permitted.isRecord()) words.add(permitted.getSimpleName().toLowerCase(Locale.ROOT));
            else words.addAll(words(permitted));
        }
        return words;
    }
}
