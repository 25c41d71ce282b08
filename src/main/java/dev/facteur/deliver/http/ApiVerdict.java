package dev.facteur.deliver.http;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.deliver.verdict.Answer;
import dev.facteur.deliver.verdict.Meaning;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.deliver.verdict.Verdict;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The outcome of a mail that a provider's API did not take; [Meanings] says what its answer means.
final class ApiVerdict {
    private ApiVerdict() {}

    /// @param provider the id of its preset
    /// @param asked how long it asked to be left alone
    static Outcome of(String provider, Via via, Reply reply, Said said, @Nullable Duration asked) {
        var meaning = Meanings.of(Answer.ofApi(provider, reply.code(), said.error(), said.words()));
        var cause = cause(provider, via, reply, meaning);
        return switch (meaning.verdict()) {
            case DELIVERED -> new Outcome.Delivered(via, reply, false);
            case RETRY -> new Outcome.Deferred(cause, asked == null ? meaning.notBefore() : asked);
            case PARK -> new Outcome.Parked(cause);
            case REFUSE_RECIPIENT, REFUSE_MAIL -> new Outcome.Refused(cause);
            case UNCERTAIN -> new Outcome.Uncertain(cause);
        };
    }

    private static Cause cause(String provider, Via via, Reply reply, Meaning meaning) {
        var title = Providers.find(provider).map(Provider::title).orElse(provider);
        var words = reply.toString();
        var statement = saying(meaning).with(title, words.endsWith(".") ? words : words + ".");
        return new Cause(
                meaning.verdict() == Verdict.PARK ? Kind.AUTHENTICATION : Kind.REPLY,
                Phase.FINAL_DOT,
                via,
                reply,
                status(meaning.verdict()),
                statement,
                meaning.reason());
    }

    /// RFC 3463 §3.1: nothing more is known in that code.
    private static String status(Verdict verdict) {
        return switch (verdict) {
            case DELIVERED -> "2.0.0";
            case RETRY, PARK, UNCERTAIN -> "4.0.0";
            case REFUSE_RECIPIENT, REFUSE_MAIL -> "5.0.0";
        };
    }

    private static Saying saying(Meaning meaning) {
        return switch (meaning.verdict()) {
            case UNCERTAIN -> Saying.API_UNSURE;
            case REFUSE_RECIPIENT -> Saying.API_NOT_THIS_RECIPIENT;
            case REFUSE_MAIL -> Saying.API_NOT_THIS_MAIL;
            case DELIVERED, RETRY, PARK ->
                    switch (meaning.reason().about()) {
                        case ACCOUNT -> Saying.API_NOT_THIS_ACCOUNT;
                        case SENDER -> Saying.API_NOT_THIS_SENDER;
                        case RECIPIENT, MAIL, REMOTE -> Saying.API_NOT_NOW;
                    };
        };
    }
}
