package dev.facteur.feedback.echo;

/// Nothing can be read from what came back; the message says why.
public final class UnreadableEvidence extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableEvidence(String why) {
        super(why);
    }
}
