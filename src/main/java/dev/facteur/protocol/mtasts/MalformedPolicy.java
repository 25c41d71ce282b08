package dev.facteur.protocol.mtasts;

/// A policy file that says nothing to rely on. The message is the end of a sentence, in ASCII, and
/// repeats nothing of the file.
public final class MalformedPolicy extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedPolicy(String message) {
        super(message);
    }
}
