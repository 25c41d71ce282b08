package dev.facteur.mail;

/// A text that is no mailbox. The message says what is wrong with it and may be shown; it never
/// repeats the text, which may hold anything.
public final class MalformedAddress extends Exception {
    public MalformedAddress(String message) {
        super(message, null, false, false);
    }
}
