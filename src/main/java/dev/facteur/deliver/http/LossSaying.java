package dev.facteur.deliver.http;

import dev.facteur.mail.Wording;

/// What an API would lose or change of a mail: nouns with their article.
public enum LossSaying implements Wording {
    LOST_SUBJECT("its subject, which is empty"),
    LOST_ALL_NO_TEXT("all of it, since it has no text"),
    LOST_ALL_EMPTY_TEXT("all of it, since its text is empty"),
    LOST_ALL_MALFORMED("all of it, since {1}"),
    LOST_ALL_NO_REGION("all of it: the route names no region"),
    LOST_ALL_NO_DOMAIN(
            "all of it: the route does not name the sending domain; give it with --api-user"),
    LOST_PLAINNESS("its plainness: it wants HTML"),
    LOST_ADDRESS("the address {1}, which is not ASCII"),
    LOST_ADDRESSES_SHOWN("some of the addresses that its header shows"),
    LOST_SENDER("the sender {1}, which is not ASCII"),
    LOST_SENDER_NAME("the sender's name ({1})"),
    LOST_SENDER_HEADER("the Sender header ({1})"),
    LOST_REPLY_TOS("all but one of its Reply-To addresses"),
    LOST_FIELD("the header {1}"),
    LOST_REPEATED_FIELDS("all but one of its {1} headers"),
    LOST_FIELD_CHARACTERS("characters of the header {1}"),
    LOST_UNSUBSCRIBE("its List-Unsubscribe header"),
    LOST_BRACES("what stands in double braces in it"),
    LOST_EIGHT_BIT(
            "its 8-bit characters, which the program that wrote it should encode as quoted-printable"),
    LOST_HIDDEN(
            "the difference between its recipients and those its header shows ({1} would get it too)"),
    LOST_RESENT("its Resent headers, which name other recipients"),
    LOST_NAMELESS_FILE("an attachment without a name ({1})"),
    LOST_IMAGE_PLACE("the place of the image {1} in its text"),
    LOST_FILE_NAME("the name of the file {1}"),
    LOST_FILE_CHARSET("the charset of the file {1}"),
    LOST_FILE_TYPE("the type of the file {1} ({2})");

    private final String english;

    LossSaying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
