package dev.facteur.queue;

import dev.facteur.mail.Wording;

/// What is said of an attempt that ended with the program.
enum Saying implements Wording {
    ENDED_WITH_PROGRAM("Facteur stopped during this attempt; the mail may have been delivered."),
    ENDED_BY_ERROR(
            "An error of Facteur ended this attempt; the mail may have been delivered. The log says more.");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
