package dev.facteur.deliver.http;

import dev.facteur.mail.Phrases;
import dev.facteur.mail.Statement;
import java.util.List;

/// An API would not carry a mail as it is, and says what it would lose or change.
public final class Unfit extends Exception {
    private final transient Phrases losses;

    /// @param losses at least one, each a noun with its article: "the invitation in it"
    public Unfit(List<Statement> losses) {
        super(new Phrases(losses).toString(), null, false, false);
        this.losses = new Phrases(losses);
    }

    public Unfit(Statement loss) {
        this(List.of(loss));
    }

    Phrases losses() {
        return losses;
    }
}
