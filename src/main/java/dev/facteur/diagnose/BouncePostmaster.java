package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.config.BounceSettings;
import java.util.List;

/// Whether anybody reads what people write to the postmaster of the domain that mail leaves with:
/// who complains there and is not heard blocks the sender instead.
public final class BouncePostmaster implements Check {
    private final BounceSettings settings;

    public BouncePostmaster(BounceSettings settings) {
        this.settings = settings;
    }

    /// Without a door of ours the mail goes to a mailbox, where somebody may read it.
    @Override
    public List<Look> looks(Scope scope) {
        boolean read = !settings.postmaster().isEmpty();
        if (settings.ports().isEmpty() || read || !scope.holdsMachine()) return List.of();
        return List.of(new Look("bounce-postmaster", () -> List.of(unread())));
    }

    private Finding unread() {
        return Finding.of("bounce-postmaster-unread", Severity.NOTICE, Who.YOU, settings.domain());
    }
}
