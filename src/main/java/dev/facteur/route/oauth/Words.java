package dev.facteur.route.oauth;

import dev.facteur.mail.Statement;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.Saying;

/// Says in a sentence why there is no access token, and what to do.
final class Words {
    private Words() {}

    static Statement notGiven(Route route) {
        return Saying.TOKEN_NOT_ASKED.with(provider(route), route.name());
    }

    static Statement refused(Route route, TokenAnswer.Refused refused) {
        var saying = refused.ofClient() ? Saying.TOKEN_CLIENT_REFUSED : Saying.TOKEN_ENDED;
        return saying.with(provider(route), route.name(), refused.quoted());
    }

    static Statement failed(Route route, String why) {
        return Saying.TOKEN_NOT_NOW.with(provider(route), why);
    }

    static String provider(Route route) {
        return Providers.find(route.provider()).map(Provider::title).orElse(route.name());
    }
}
