package dev.facteur.seed;

import dev.facteur.event.Trace;
import dev.facteur.report.MailStory;
import dev.facteur.report.MailStory.Happening;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Where one test mail stands.
///
/// @param done whether nothing more is waited for
/// @param events of the mail, in their order
/// @param trace of the last attempt that has ended; null before the first
public record Standing(
        TestMail mail,
        Verdict verdict,
        boolean done,
        List<Happening> events,
        @Nullable Trace trace) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public Standing {
        events = List.copyOf(events);
    }

    static Standing of(TestMail mail, Optional<MailStory> story, Instant now) {
        var events = story.map(MailStory::events).orElse(List.of());
        var state =
                story.flatMap(one -> one.recipients().stream().findFirst())
                        .map(MailStory.Standing::state)
                        .orElse("");
        var last = last(events);
        var verdict = verdict(mail, state, last);
        boolean over = now.isAfter(mail.until());
        boolean done =
                switch (verdict) {
                    // A look that has begun comes to its end.
                    case WAITING -> over && !mail.isLookedFor();
                    case STUCK -> over || !state.equals("queued") || isParked(last);
                    case DELIVERED, ASTRAY, REFUSED -> true;
                };
        return new Standing(mail, verdict, done, events, last == null ? null : last.trace);
    }

    private record Ended(String kind, Trace trace) {}

    private static @Nullable Ended last(List<Happening> events) {
        for (var event : events.reversed()) {
            var trace = JSON.readTree(event.detail()).path("trace");
            if (trace.isObject()) {
                return new Ended(event.kind(), JSON.treeToValue(trace, Trace.class));
            }
        }
        return null;
    }

    private static boolean isParked(@Nullable Ended last) {
        return last != null && last.kind.equals("parked");
    }

    private static Verdict verdict(TestMail mail, String state, @Nullable Ended last) {
        return switch (state) {
            case "delivered" -> placed(mail);
            case "failed" -> Verdict.REFUSED;
            case "expired", "cancelled" -> Verdict.STUCK;
            case "queued" -> isStuck(last) ? Verdict.STUCK : Verdict.WAITING;
            default -> Verdict.WAITING;
        };
    }

    /// Whether nobody on the other side has said anything.
    private static boolean isStuck(@Nullable Ended last) {
        if (last == null) return false;
        return isParked(last) || (last.kind.equals("deferred") && last.trace.reply() == null);
    }

    private static Verdict placed(TestMail mail) {
        if (mail.seed().isEmpty()) return Verdict.DELIVERED;
        var placement = mail.placement();
        if (placement == null) return Verdict.WAITING;
        return placement == Placement.INBOX ? Verdict.DELIVERED : Verdict.ASTRAY;
    }
}
