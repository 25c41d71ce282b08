package dev.facteur.deliver.verdict;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an answer means.
///
/// @param notBefore how long to leave it alone, null when the remote's answer gives no idea of it;
///   for [Verdict#PARK] after which time the account may be asked again
public record Meaning(Verdict verdict, Reason reason, @Nullable Duration notBefore) {

    public Who who() {
        return reason.who();
    }
}
