package dev.facteur.submit;

import dev.facteur.mail.Labels;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a submitter says of a mail beside envelope and message.
///
/// @param sendAt before that it is not tried; null for at once
/// @param expiresAt after that it is not tried any more; null for the lifetime of its stream
public record Terms(@Nullable Instant sendAt, @Nullable Instant expiresAt, Labels labels) {
    public static final Terms USUAL = new Terms(null, null, Labels.NONE);
}
