package dev.facteur.deliver.security;

import dev.facteur.mail.Wording;

/// What is said where a domain's demands for TLS are not met.
enum Saying implements Wording {
    PROOF_UNKNOWN(
            "Whether {1} is who it says cannot be found out, so nothing is sent there for now:"),
    POLICY_OTHER_SERVER(
            "{1} asks (by MTA-STS) that mail goes to the servers of its policy only, and {2} is none of them. Nothing was sent.");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
