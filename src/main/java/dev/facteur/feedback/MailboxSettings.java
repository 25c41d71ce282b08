package dev.facteur.feedback;

import dev.facteur.platform.imap.ImapServer;
import dev.facteur.platform.secret.Secret;

/// The mailbox to which receivers send their reports.
///
/// @param address that stands in the `rua` of our domains' records
/// @param folder where reports arrive
/// @param taken where to mails go whose reports were taken in; `""`: they are deleted
public record MailboxSettings(
        ImapServer server, Secret password, String address, String folder, String taken) {
    public static final String INBOX = "INBOX";
    public static final String TAKEN = "Reports taken";
}
