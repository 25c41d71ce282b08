package dev.facteur.protocol.smtp;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of a mail: lines that end in CRLF, no bare CR or LF, no NUL, dots not stuffed.
@FunctionalInterface
public interface MailContent {
    InputStream open() throws IOException;
}
