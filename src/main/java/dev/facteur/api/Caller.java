package dev.facteur.api;

import dev.facteur.account.Login;

/// Who makes a request.
sealed interface Caller {
    /// As it stands in events.
    String name();

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
