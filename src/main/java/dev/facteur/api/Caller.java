package dev.facteur.api;

import dev.facteur.account.Login;
import dev.facteur.account.User;
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

    /// Whether a site's things exist for them.
    boolean sees(long site);

    /// Whether all there is exists for them, also what is no site's.
    boolean seesAll();

    /// One who operates: a user, or whoever has the token in the data folder.
    record Person(User user) implements Caller {
        @Override
        public String name() {
            return user.name();
        }

        @Override
        public boolean sees(long site) {
            return user.sees(site);
        }

        @Override
        public boolean seesAll() {
            return user.sites() == null;
        }
    }

    /// A site, by one of its API keys: it sees and sends its own mail.
    record SiteKey(Login login) implements Caller {
        @Override
        public String name() {
            return login.credential().name();
        }

        @Override
        public boolean sees(long site) {
            return login.site().id() == site;
        }

        @Override
        public boolean seesAll() {
            return false;
        }
    }
}
