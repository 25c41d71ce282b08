package dev.facteur.deliver.http;

import java.util.Collections;
import java.util.List;

/// What a provider answered about one recipient.
///
/// @param taken whether the mail is now the provider's
/// @param error the API's own name or number of the error (`not_enough_credits`, `406`); `""` when
///   it gave none, and for what was taken
/// @param words in the provider's words: its id of the mail, or why not
/// @param status the HTTP status that goes with it; 0 for that of the answer, which may be another
///   one where it speaks of several mails
public record Said(boolean taken, String error, String words, int status) {
    public static Said taken(String words) {
        return new Said(true, "", words, 0);
    }

    public static Said refused(String error, String words) {
        return new Said(false, error, words, 0);
    }

    /// The same as an answer of its own would have it.
    public Said as(int httpStatus) {
        return new Said(taken, error, words, httpStatus);
    }

    /// The same of all recipients of a call.
    public List<Said> ofAll(ApiCall call) {
        return Collections.nCopies(call.recipients().size(), this);
    }
}
