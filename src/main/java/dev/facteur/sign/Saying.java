package dev.facteur.sign;

import dev.facteur.mail.Wording;

/// What is said of a sender's domain that may not be used.
enum Saying implements Wording {
    DOMAIN_UNVERIFIED(
            "The domain {1} is not verified, and no other one stands in for it: publish what `facteur domain show {1}` names.");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
