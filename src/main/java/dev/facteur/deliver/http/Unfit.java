package dev.facteur.deliver.http;

import java.util.List;

/// An API would not carry a mail as it is, and says what it would lose or change.
public final class Unfit extends Exception {
    private final List<String> losses;

    /// @param losses at least one, each a noun with its article: "the invitation in it"
    public Unfit(List<String> losses) {
        super(String.join("; ", losses), null, false, false);
        this.losses = List.copyOf(losses);
    }

    public Unfit(String loss) {
        this(List.of(loss));
    }

    List<String> losses() {
        return losses;
    }
}
