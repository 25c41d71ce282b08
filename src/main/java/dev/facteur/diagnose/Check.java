package dev.facteur.diagnose;

import java.util.List;

/// One kind of thing that the doctor looks at.
public interface Check {
    /// What there is of it to look at; empty when the scope holds nothing of its kind. Does not
    /// block.
    List<Look> looks(Scope scope);

    /// One look, beside all others. Changes nothing, sends no mail, and may block for as long as
    /// the [Doctor] is patient.
    ///
    /// @param name what is looked at, for the finding that it took too long: `route sendgrid`
    record Look(String name, Eyes eyes) {}

    /// What does the looking.
    interface Eyes {
        List<Finding> see() throws InterruptedException;
    }
}
