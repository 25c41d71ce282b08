package dev.facteur.track;

import dev.facteur.mail.MailId;
import org.jspecify.annotations.Nullable;

/// Whose copy of a mail a link or an image is in.
///
/// @param recipient null for a mail with several: they all have the same links
public record Tracked(MailId mail, @Nullable Integer recipient) {}
