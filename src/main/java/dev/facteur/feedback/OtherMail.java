package dev.facteur.feedback;

import dev.facteur.platform.StorageException;

/// Who takes what is no report out of the mailbox.
@FunctionalInterface
public interface OtherMail {
    /// @return whether all that it brought is stored, so that it is not needed any more
    boolean take(byte[] mail) throws StorageException;
}
