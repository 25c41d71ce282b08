package dev.facteur.feedback.webhook;

/// A call that its provider did not make, or not now; the message says what is wrong with it.
final class NotGenuine extends Exception {
    private static final long serialVersionUID = 1L;

    NotGenuine(String why) {
        super(why);
    }
}
