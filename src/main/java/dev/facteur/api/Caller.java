package dev.facteur.api;

import dev.facteur.account.Login;
import io.javalin.http.Context;
import java.util.Objects;

/// Who makes a request.
sealed interface Caller {
    /// As it stands in events.
    String name();

    /// Who makes that request; known once [Access] has let it in.
    static Caller of(Context context) {
        return Objects.requireNonNull(context.attribute(Caller.class.getName()));
    }

    /// Remembers it for [#of].
    default void makes(Context context) {
        context.attribute(Caller.class.getName(), this);
    }

    /// The operator, by the token in the data folder.
    record Operator() implements Caller {
        @Override
        public String name() {
            return "operator";
        }
    }

    /// A site, by one of its API keys: it sees and sends its own mail.
    record SiteKey(Login login) implements Caller {
        @Override
        public String name() {
            return login.credential().name();
        }
    }
}
