package dev.facteur.mail;

import org.jspecify.annotations.Nullable;

/// One person a mail goes to. `number` counts from 0 within the mail, in the order of the RCPT
/// commands; `originalRecipient` is the decoded ORCPT value (`rfc822;user@example.com`).
public record Recipient(
        int number, Address address, Notify notification, @Nullable String originalRecipient) {}
