package dev.facteur.deliver.direct;

import dev.facteur.mail.Wording;

/// What is said of the recipients' own servers, and of the way to them.
enum Saying implements Wording {
    MX_UNANSWERED("The mail servers of {1} cannot be found for now:"),
    MX_NO_NAME("“{1}” cannot be the name of a domain."),
    MX_NONE_WANTED("The domain {1} says that it takes no mail."),
    MX_DOMAIN_UNKNOWN("The domain {1} does not exist. Is it a typing error?"),
    MX_LOOP("The mail server of {1}, {2}, is this gateway itself, which has no mailboxes."),
    MX_OURS("{1} is this machine."),
    MX_LOCALHOST("The mail server {1} is a name for every machine itself."),
    MX_IS_ADDRESS("The mail server {1} is an address where a name belongs (RFC 5321 §5.1)."),
    MX_UNREACHABLE("The mail server {1} has no address that can be called from here."),
    MX_NO_ADDRESS("The mail server {1} has no address. Nothing is sent there."),
    MX_AT("The mail server {1} is at {2}, which"),
    NOTHING_SENT_THERE("Nothing is sent there."),
    /// Of an address that must not be called.
    ADDRESS_SELF("means the calling machine itself."),
    ADDRESS_LOOPBACK("is a loopback address."),
    ADDRESS_PRIVATE("is a private address."),
    ADDRESS_CARRIER("is an address behind a carrier's NAT."),
    ADDRESS_LINK_LOCAL("is a link-local address."),
    ADDRESS_PROTOCOLS("is reserved for protocols."),
    ADDRESS_SIX_TO_FOUR("is reserved for relays of 6to4."),
    ADDRESS_BENCHMARKS("is reserved for benchmarks."),
    ADDRESS_MULTICAST("is a multicast address."),
    ADDRESS_RESERVED("is reserved, or means everybody on a network."),
    ADDRESS_NOT_PUBLIC("is not on the public Internet."),
    ADDRESS_LEADS("leads to {1}, which"),
    TLS_DEMANDED("{1} asks that mail comes by verified TLS only, and it cannot:"),
    PORT_25_OPEN("Outgoing port 25 is open."),
    PORT_25_NOBODY(
            "DNS names no large mail server to try port 25 on; do the name servers of this machine answer?"),
    PORT_25_REFUSED(
            "Outgoing port 25 seems to be blocked: the mail servers of {1} refuse the connection."),
    PORT_25_DROPPED(
            "Outgoing port 25 seems to be blocked: the mail servers of {1} do not answer there."),
    PORT_25_INTERCEPTED(
            "Outgoing port 25 seems to be blocked: the mail servers of {1} are answered for by one and the same server, {2}."),
    /// Of an address that mail leaves from.
    FACE_HIDDEN(
            "This machine calls from {1}, which is not what others see: whether the public address has a name (PTR) that fits cannot be seen from here."),
    FACE_UNKNOWN("Whether {1} has a name (PTR) cannot be found out now:"),
    FACE_NAMELESS(
            "The address {1} has no name (PTR), and many servers refuse mail from such. Ask the company that it belongs to for the PTR {2}."),
    FACE_UNCONFIRMED(
            "The name of {1} (PTR), {2}, does not lead back to it. Give {2} an address record with {1}."),
    FACE_GENERIC(
            "The name of {1} (PTR), {2}, is made of the address, as those of home lines are. Ask the company that it belongs to for the PTR {3}."),
    FACE_HELLO_ELSEWHERE(
            "The route introduces itself as {2}, which does not lead to {1}. Give it an address record with that, or another name: facteur route set NAME --hello HOST."),
    FACE_TWO_NAMES(
            "The name of {1} (PTR) is {2}, and the route introduces itself as {3}; the same name for both is better.");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
