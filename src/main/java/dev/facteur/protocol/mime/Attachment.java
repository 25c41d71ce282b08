package dev.facteur.protocol.mime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A file that came with a mail, decoded.
///
/// @param name as it is shown, `""` when it has none
/// @param type in lower case, without parameters
/// @param charset as a text names it, `""` when it names none
/// @param contentId without angle brackets, by which the HTML shows it; null when it stands for
///   itself
/// @param inline whether it is to be shown in its place
@SuppressWarnings("ArrayRecordComponent") // Large, handed on once, never compared.
public record Attachment(
        String name,
        String type,
        String charset,
        byte[] content,
        @Nullable String contentId,
        boolean inline) {

    /// What follows the last dot of the name, in lower case; `""` when there is none.
    public String extension() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    public boolean isText() {
        return type.startsWith("text/");
    }

    public boolean isAscii() {
        for (byte b : content) {
            if (b < 0) return false;
        }
        return true;
    }
}
