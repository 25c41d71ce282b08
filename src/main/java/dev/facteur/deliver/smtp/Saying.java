package dev.facteur.deliver.smtp;

import dev.facteur.mail.Wording;

/// What is said of a server that mail is handed to by SMTP. `{1}` is the server and port.
enum Saying implements Wording {
    SERVER_INJECTED(
            "{1} sent bytes in clear after its answer to STARTTLS: somebody may stand between, or the server is faulty. Nothing was sent."),
    SERVER_NOT_CALLED("{1} was not called: {2}."),
    SERVER_GOT_NOTHING("{1} got no mail from us: {2}."),
    SERVER_SILENT("{1} does not answer: a firewall may drop what goes to this port."),
    SERVER_GREETS_NOT(
            "{1} took the connection but sends no greeting; a port that expects TLS from the first byte does that, and so does a stalled proxy."),
    SERVER_STOPPED("{1} stopped answering [2]."),
    SERVER_REFUSES("{1} refuses connections on this port."),
    SERVER_NO_WAY("{1} cannot be reached: there is no route to it."),
    SERVER_CLOSED("{1} closed the connection [2]."),
    SERVER_NO_SMTP("{1} does not speak SMTP: {2}."),
    SERVER_UNRULY("{1} broke the line discipline of SMTP: {2}."),
    SERVER_LOST("{1} lost the connection [2] ({3})."),
    /// Of a port that another one overtook after so many milliseconds.
    LATE_SILENT(
            "{1} had not answered after {2} ms, when another port was ready: a firewall may drop what goes to this port."),
    LATE_GREETING(
            "{1} took the connection and had sent no greeting after {2} ms, when another port was ready."),
    LATE_AT("{1} had come no further than {3} after {2} ms, when another port was ready."),
    CERTIFICATE_EXPIRED("{1} shows a certificate that has expired."),
    CERTIFICATE_NOT_YET(
            "{1} shows a certificate that is not valid yet; is this machine's clock right?"),
    CERTIFICATE_UNTRUSTED_MX("{1} shows a certificate of an authority that is not trusted."),
    CERTIFICATE_UNTRUSTED(
            "{1} shows a certificate of an authority that is not trusted here; name the authority's file in the route if it is a private one."),
    CERTIFICATE_NOT_DANE("{1} shows another certificate than DNS promises (DANE)."),
    CERTIFICATE_MISNAMED_MX(
            "{1} shows a certificate for another name: another server in its place, or somebody between."),
    CERTIFICATE_MISNAMED(
            "{1} shows a certificate for another name: a wrong host in the route, another server in its place, or somebody between. Nothing was sent."),
    TLS_NOT_SPOKEN(
            "{1} does not speak TLS from the first byte; this port wants STARTTLS, or something else answers there."),
    TLS_FAILED("{1} failed the TLS handshake: {2}."),
    TLS_NOT_OFFERED(
            "{1} does not offer STARTTLS: something between may have taken it out, or the server has no TLS there. Nothing was sent."),
    TLS_WANTED(
            "{1} is not on this machine, and mail leaves it inside TLS only; set the route's port to starttls or implicit."),
    /// How far an attempt had come.
    DURING_CONNECT("while it was being made"),
    DURING_GREETING("before its greeting"),
    DURING_EHLO("after EHLO"),
    DURING_STARTTLS("while TLS was being set up"),
    DURING_AUTH("during the login"),
    DURING_MAIL("after MAIL FROM"),
    DURING_RCPT("after RCPT TO"),
    DURING_DATA("after DATA"),
    DURING_CONTENT("while it was taking the mail"),
    DURING_FINAL_DOT("after the whole mail was sent and before it said whether it took it"),
    LOGIN_NOT_OFFERED(
            "{1} offers no login, but the route has one; is this the provider's submission port?"),
    LOGIN_UNFIT(
            "{1} offers no login that fits: it knows {2}, we know SCRAM-SHA-256, PLAIN and LOGIN."),
    LOGIN_UNFIT_TOKEN(
            "{1} offers no login that fits: it knows {2}, we know XOAUTH2 and OAUTHBEARER, with an access token."),
    LOGIN_BROKEN_OFF("{1} broke off the login: {2}."),
    /// What a reply says, its words after the colon.
    SAYS_NO_CONNECTION("{1} does not take our connection: {2}"),
    SAYS_NO_TLS("{1} offers STARTTLS but does not begin TLS: {2}"),
    SAYS_NO_LOGIN("{1} does not accept the route's login: {2}"),
    SAYS_NOT_THIS_ROUTE("{1} does not take mail from this route: {2}"),
    SAYS_NOT_THIS_SENDER("{1} does not take mail from this sender: {2}"),
    SAYS_NOT_THIS_RECIPIENT("{1} does not take mail for this recipient: {2}"),
    SAYS_NOT_THIS_MAIL("{1} does not take this mail: {2}"),
    SAYS_NO_CONNECTION_NOW("{1} does not take our connection for now: {2}"),
    SAYS_NO_TLS_NOW("{1} offers STARTTLS but does not begin TLS for now: {2}"),
    SAYS_NO_LOGIN_NOW("{1} does not accept the route's login for now: {2}"),
    SAYS_NOT_THIS_ROUTE_NOW("{1} does not take mail from this route for now: {2}"),
    SAYS_NOT_THIS_SENDER_NOW("{1} does not take mail from this sender for now: {2}"),
    SAYS_NOT_THIS_RECIPIENT_NOW("{1} does not take mail for this recipient for now: {2}"),
    SAYS_NOT_THIS_MAIL_NOW("{1} does not take this mail for now: {2}"),
    ACCEPTED_NOBODY("{1} accepted nobody."),
    UNFIT_EIGHT_BIT(
            "{1} takes 7-bit mail only (no 8BITMIME) and this one has other bytes; the program that wrote it should encode it as quoted-printable."),
    UNFIT_SIZE("{1} takes mails of at most {2} bytes and this one has {3}."),
    UNFIT_UTF8_ADDRESS(
            "{1} does not offer SMTPUTF8, without which the address {2} cannot be transmitted."),
    UNFIT_UTF8_SENDER(
            "{1} does not offer SMTPUTF8, without which the sender {2} cannot be transmitted."),
    UNFIT_UTF8_HEADER(
            "{1} does not offer SMTPUTF8, without which the mail's header cannot be transmitted."),
    HOST_UNKNOWN("the host name {1} does not exist; check the route."),
    HOST_UNFOUND("the address of {1} cannot be found: {2}."),
    BUSY_ROUTE("all connections of route {1} are busy."),
    BUSY_SERVER("all connections to {1} are busy."),
    OWN_ERROR("Facteur itself failed while connecting; its log says how.");

    private final String english;

    Saying(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
