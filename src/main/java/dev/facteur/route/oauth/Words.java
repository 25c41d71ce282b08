package dev.facteur.route.oauth;

import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;

/// Says in a sentence why there is no access token, and what to do.
final class Words {
    private Words() {}

    static String notGiven(Route route) {
        return provider(route)
                + " has not been asked yet whether Facteur may send; "
                + run(route)
                + ".";
    }

    static String refused(Route route, TokenAnswer.Refused refused) {
        if (refused.ofClient()) {
            return provider(route)
                    + " does not know the route's client, or its secret is wrong or too old ("
                    + refused.quoted()
                    + "); give the route a new one with facteur route set "
                    + route.name()
                    + " --client-secret-file FILE, then "
                    + run(route)
                    + ".";
        }
        return provider(route)
                + " gives no more access tokens ("
                + refused.quoted()
                + "): the authorisation ended or was withdrawn; "
                + run(route)
                + " again.";
    }

    static String failed(Route route, String why) {
        return provider(route) + " gives no access token for now: " + why;
    }

    private static String run(Route route) {
        return "run facteur route authorize " + route.name();
    }

    static String provider(Route route) {
        return Providers.find(route.provider()).map(Provider::title).orElse(route.name());
    }
}
