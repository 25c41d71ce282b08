package dev.facteur.route;

import dev.facteur.mail.Wording;

/// What is said where a route has no access token, or an account that may not send.
public enum Saying implements Wording {
    TOKEN_NO_CLIENT("{1} has no client for tokens."),
    TOKEN_NO_GRANT("{1} has no authorisation."),
    TOKEN_NOT_ASKED(
            "{1} has not been asked yet whether Facteur may send; run facteur route authorize {2}."),
    TOKEN_CLIENT_REFUSED(
            "{1} does not know the route's client, or its secret is wrong or too old ({3}); give the route a new one with facteur route set {2} --client-secret-file FILE, then run facteur route authorize {2}."),
    TOKEN_ENDED(
            "{1} gives no more access tokens ({3}): the authorisation ended or was withdrawn; run facteur route authorize {2} again."),
    TOKEN_NOT_NOW("{1} gives no access token for now: {2}"),
    ACCOUNT_CLOSED("The account may not send: {1}.");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
