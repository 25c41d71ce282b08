package dev.facteur.sign;

/// A mail may leave under no name now: its sender's domain is not verified, and none stands in for
/// it. It waits for somebody to act.
public final class NoName extends Exception {
    NoName(String domain) {
        super(
                "The domain "
                        + domain
                        + " is not verified, and no other one stands in for it: publish what"
                        + " `facteur domain show "
                        + domain
                        + "` names.",
                null,
                false,
                false);
    }

    /// For people.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
