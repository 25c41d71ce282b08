package dev.facteur.submit;

import dev.facteur.protocol.smtp.Rejected;
import java.time.Duration;

/// The site has handed over as much as it may for now; the mail was not kept.
public final class SiteLimitReached extends Rejected {
    private final Duration wait;

    /// RFC 3463 §3.8: it is not permitted yet.
    ///
    /// @param quota recipients in each `window`, which is a word
    /// @param wait until the mail would be taken, when nothing else comes
    public SiteLimitReached(String site, int quota, String window, Duration wait) {
        super(
                450,
                "4.7.1",
                "site "
                        + site
                        + " may write to "
                        + quota
                        + " recipients per "
                        + window
                        + ", and has; again in "
                        + seconds(wait)
                        + " s. The operator may allow more: facteur site limit "
                        + site);
        this.wait = wait;
    }

    public Duration pause() {
        return wait;
    }

    private static long seconds(Duration wait) {
        return wait.toSeconds() + 1;
    }
}
