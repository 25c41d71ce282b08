package dev.facteur.deliver;

import dev.facteur.mail.Wording;

/// What is said of an attempt, whichever way it took.
public enum AttemptSaying implements Wording {
    ALSO_TRIED("Also tried:"),
    STOPPED_BEFORE("The gateway was stopped before the mail was sent."),
    MAIL_UNREADABLE("The kept mail cannot be read: {1}."),
    MAIL_LOST("Its bytes cannot be read from disk: {1}."),
    PROGRAM_ERROR("An error of the program; see the log."),
    ROUTE_GONE("The route {1} was removed."),
    LIFETIME_OVER("The mail could not be delivered before its lifetime ended at {1}."),
    WAITS_FOR_ROUTE("It waits for the route {1}, which is parked.");

    private final String english;

    AttemptSaying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
