package dev.facteur.track;

import org.jspecify.annotations.Nullable;

/// Who fetched an image or followed a link, as far as it is kept: no address, no mail program.
///
/// @param machine nobody need have read the mail
/// @param by a word of the table of readers or of [Settling]; null for a person's own program
record Reader(boolean machine, @Nullable String by) {
    static final Reader PERSON = new Reader(false, null);

    static Reader machine(String by) {
        return new Reader(true, by);
    }
}
