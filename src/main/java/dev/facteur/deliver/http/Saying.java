package dev.facteur.deliver.http;

import dev.facteur.mail.Wording;

/// What is said of a provider's API. `{1}` is its host, or the provider.
enum Saying implements Wording {
    API_EXPIRED("{1} shows a certificate that has expired."),
    API_TLS_FAILED("{1} is not who it should be, or TLS failed: {2}."),
    API_UNKNOWN("{1} has no address in the DNS."),
    API_SILENT("{1} does not answer: a firewall may drop what goes to its port."),
    API_REFUSES("{1} refuses connections."),
    API_BROKE_CONNECTING("{1} broke off while the connection was made ({2})."),
    API_BROKE_SENDING("{1} broke off while it was taking the mail ({2})."),
    API_BROKE_WAITING(
            "{1} broke off after the whole mail was sent and before it said whether it took it ({2})."),
    API_NO_TLS("TLS cannot be set up: {1}."),
    API_LEFT_OUT("no call was made for this recipient."),
    API_SPENT("{1} takes no more calls for {2} s."),
    API_LOSES("The API of {1} would lose of this mail: {2}."),
    API_LOSES_ALL(
            "The API of {1} would lose of this mail: all of it: this program does not speak that API."),
    API_TOO_SMALL(
            "The API of {1} would lose of this mail: all of it: it takes {2} bytes and this mail has {3}."),
    API_OTHER_WAY(
            "Give the route the provider's mail server as well, or send the mail without it."),
    API_NO_KEY("{1} does not take the key: {2}"),
    API_NO_TOKEN("{1} does not take the token: {2}"),
    /// What an answer says, its words after the colon.
    API_UNSURE("{1} does not know whether it took the mail: {2}"),
    API_NOT_THIS_RECIPIENT("{1} does not take mail for this recipient: {2}"),
    API_NOT_THIS_MAIL("{1} does not take this mail: {2}"),
    API_NOT_THIS_ACCOUNT("{1} does not serve this account: {2}"),
    API_NOT_THIS_SENDER("{1} does not take mail from this sender: {2}"),
    API_NOT_NOW("{1} does not take mail for now: {2}");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
