package dev.facteur.deliver.http;

import java.util.Collections;
import java.util.List;

/// What a provider answered about one recipient.
///
/// @param taken whether the mail is now the provider's
/// @param error the API's own name or number of the error (`not_enough_credits`, `406`); `""` when
///   it gave none, and for what was taken
/// @param words in the provider's words: its id of the mail, or why not
public record Said(boolean taken, String error, String words) {
    public static Said taken(String words) {
        return new Said(true, "", words);
    }

    public static Said refused(String error, String words) {
        return new Said(false, error, words);
    }

    /// The same of all recipients of a call.
    public List<Said> ofAll(ApiCall call) {
        return Collections.nCopies(call.recipients().size(), this);
    }
}
