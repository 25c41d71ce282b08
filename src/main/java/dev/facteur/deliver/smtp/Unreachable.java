package dev.facteur.deliver.smtp;

import dev.facteur.deliver.AttemptSaying;
import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Statement;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// No usable connection came about, and this is what that means for the mail.
public final class Unreachable extends Exception {
    /// A login that failed tells all; otherwise the nearer a candidate came, the more.
    private static final Comparator<Unreachable> TELLING =
            Comparator.comparing(Unreachable::decisive)
                    .thenComparing(failure -> failure.outcome instanceof Outcome.Parked)
                    .thenComparing(failure -> failure.cause().phase());

    private final Outcome outcome;
    private final boolean decisive;

    private Unreachable(Outcome outcome, boolean decisive, @Nullable Throwable by) {
        super(null, by, false, false);
        this.outcome = outcome;
        this.decisive = decisive;
    }

    /// Another way in may work.
    public static Unreachable of(Outcome outcome) {
        return new Unreachable(outcome, false, null);
    }

    public static Unreachable deferred(Outcome.Cause cause) {
        return of(new Outcome.Deferred(cause, null));
    }

    /// As [#deferred], where I/O broke; [#getCause] then tells how.
    static Unreachable broken(Outcome.Cause cause, IOException by) {
        return new Unreachable(new Outcome.Deferred(cause, null), false, by);
    }

    /// Somebody has to act; another way in may still work.
    static Unreachable parked(Outcome.Cause cause) {
        return of(new Outcome.Parked(cause));
    }

    /// The server itself, its name verified, has refused the login: the other ports would only
    /// count as further bad passwords.
    static Unreachable refusedLogin(Outcome outcome) {
        return new Unreachable(outcome, true, null);
    }

    /// A program error ended the dial; it is logged where the thread ends.
    static Unreachable byBug() {
        return deferred(Outcome.Cause.local(Saying.OWN_ERROR.with()));
    }

    public Outcome outcome() {
        return outcome;
    }

    /// Whether the other candidates need not be tried.
    boolean decisive() {
        return decisive;
    }

    public Outcome.Cause cause() {
        return switch (outcome) {
            case Outcome.Deferred(var cause, _) -> cause;
            case Outcome.Parked(var cause) -> cause;
            case Outcome.Refused(var cause) -> cause;
            case Outcome.Uncertain(var cause) -> cause;
            case Outcome.Delivered _ -> throw new IllegalStateException("delivered, yet no way");
        };
    }

    /// The one of several failures that tells most, with the others named after it.
    static Unreachable most(List<Unreachable> failures) {
        var telling = Collections.max(failures, TELLING);
        if (failures.size() == 1) return telling;
        var others =
                failures.stream()
                        .filter(failure -> failure != telling)
                        .map(failure -> failure.cause().statement());
        var first = telling.cause().statement();
        return telling.saying(first.and(AttemptSaying.ALSO_TRIED.with()).and(others));
    }

    /// The same of a server whose ports are ours to choose: where the nearest candidate did not
    /// come as far as a connection, something stands before all of them.
    Unreachable ofPorts() {
        boolean blocked =
                cause().kind() == Outcome.Kind.NETWORK && cause().phase() == Phase.CONNECT;
        return blocked ? because(Reason.PORTS_BLOCKED) : this;
    }

    private Unreachable because(Reason reason) {
        return telling(cause().because(reason));
    }

    private Unreachable saying(Statement statement) {
        return telling(cause().saying(statement));
    }

    private Unreachable telling(Outcome.Cause told) {
        return new Unreachable(
                switch (outcome) {
                    case Outcome.Parked _ -> new Outcome.Parked(told);
                    case Outcome.Deferred(_, var notBefore) ->
                            new Outcome.Deferred(told, notBefore);
                    case Outcome.Refused _, Outcome.Uncertain _, Outcome.Delivered _ ->
                            new Outcome.Deferred(told, null);
                },
                decisive,
                getCause());
    }
}
