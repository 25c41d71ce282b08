package dev.facteur.alert;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Whether somebody would be told of trouble.
public final class ChannelsTake implements Check {
    private final Supplier<List<Channel>> channels;

    public ChannelsTake(Supplier<List<Channel>> channels) {
        this.channels = channels;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("alerts", this::see)) : List.of();
    }

    private List<Finding> see() {
        var all = channels.get();
        if (all.isEmpty()) {
            return List.of(Finding.of("alerts-nobody", Severity.NOTICE, Who.YOU, ""));
        }
        var findings = new ArrayList<Finding>();
        for (var channel : all) {
            var trouble = channel.trouble();
            if (trouble == null) continue;
            findings.add(
                    Finding.of(
                                    "alert-channel-fails",
                                    Severity.WARNING,
                                    Who.YOU,
                                    channel.name(),
                                    channel.target().shown(),
                                    trouble.why())
                            .seeing(List.of(trouble.since() + " " + trouble.why())));
        }
        if (findings.isEmpty()) findings.add(Finding.good("alerts-told", "", all.size()));
        return findings;
    }
}
