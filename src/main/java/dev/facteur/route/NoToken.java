package dev.facteur.route;

/// No access token is to be had. The message is a sentence for people, without a secret in it.
public final class NoToken extends Exception {
    private final boolean lasting;

    private NoToken(String sentence, boolean lasting) {
        super(sentence, null, false, false);
        this.lasting = lasting;
    }

    /// It may be better the next time.
    public static NoToken forNow(String sentence) {
        return new NoToken(sentence, false);
    }

    /// It stays so until somebody acts.
    public static NoToken lasting(String sentence) {
        return new NoToken(sentence, true);
    }

    public boolean lasting() {
        return lasting;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
