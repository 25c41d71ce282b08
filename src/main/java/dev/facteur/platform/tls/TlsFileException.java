package dev.facteur.platform.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A certificate, key or authorities file cannot be used. The message names the file, says what is
/// wrong with it and what to do.
public final class TlsFileException extends IOException {
    TlsFileException(String message) {
        this(message, null);
    }

    TlsFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
