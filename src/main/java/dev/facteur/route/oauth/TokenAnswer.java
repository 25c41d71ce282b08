package dev.facteur.route.oauth;

import dev.facteur.platform.secret.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an authorisation server answers who asks for a token.
sealed interface TokenAnswer {
    /// RFC 6749 §5.1.
    ///
    /// @param life of the access token
    /// @param refresh null when it gave none, or no new one
    /// @param refreshLife how long that one holds; null when it did not say
    /// @param scope what was granted; `""` when it did not say, which means all that was asked for
    /// @param account who granted it; `""` when it did not say
    record Given(
            Secret access,
            Duration life,
            @Nullable Secret refresh,
            @Nullable Duration refreshLife,
            String scope,
            String account)
            implements TokenAnswer {}

    /// RFC 6749 §5.2.
    ///
    /// @param error its word: `invalid_grant`
    /// @param words what it says beside that, fit to be shown
    record Refused(String error, String words) implements TokenAnswer {
        /// As people quote it.
        String quoted() {
            return words.isEmpty() ? error : error + ": " + words;
        }

        /// RFC 8628 §3.5: the person has not decided yet.
        boolean undecided() {
            return error.equals("authorization_pending") || error.equals("slow_down");
        }

        /// Whether it knows us no more: another client or secret is needed, not another grant.
        boolean ofClient() {
            return error.equals("invalid_client") || error.equals("unauthorized_client");
        }
    }

    /// No answer, or one that says nothing of the grant.
    ///
    /// @param sentence why, for people
    record Failed(String sentence) implements TokenAnswer {}
}
