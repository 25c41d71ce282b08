package dev.facteur.protocol.mime;

import dev.facteur.mail.Wording;

/// What of a mail has no place in its pieces: nouns with their article. `{1}` is a type, or the
/// name of a field.
enum Saying implements Wording {
    LOST_HEADER("its {1} header, which cannot be read"),
    LOST_STRUCTURE("its structure, which cannot be read"),
    LOST_BELONGING("the way its parts belong together ({1})"),
    LOST_MESSAGE("a message inside it ({1})"),
    LOST_INVITATION("the invitation in it (text/calendar)"),
    LOST_FORM("one of the forms of its text ({1})"),
    LOST_CHARSET("characters of its text, which is not in the charset that it names"),
    LOST_FLOW("the flow of its text (format=flowed)"),
    LOST_SECOND_TEXT("a second text ({1})"),
    LOST_MANY_FILES("attachments beyond the first {1}"),
    LOST_LOCATION("what its HTML shows from {1} by Content-Location");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
