package dev.facteur.feedback.echo;

import dev.facteur.mail.MailId;
import org.jspecify.annotations.Nullable;

/// Which mail and recipient an echo speaks of, by all that its source says of it. What stands first
/// here is trusted first.
///
/// @param mail our own id, where it came back; null otherwise
/// @param recipient its number in that mail; null where only the address is known
/// @param remoteId the source's id of the mail, without angle brackets; `""` for none
/// @param messageId of the header, with or without angle brackets; `""` for none
/// @param address of the recipient; `""` where it was left out
public record About(
        @Nullable MailId mail,
        @Nullable Integer recipient,
        String remoteId,
        String messageId,
        String address) {
    public About {
        remoteId = bare(remoteId);
        messageId = bare(messageId);
        address = address.strip();
    }

    /// One recipient of a mail of ours, as our own return path names it.
    public static About recipient(MailId mail, int number) {
        return new About(mail, number, "", "", "");
    }

    /// Whether a return path of ours led here, which nobody can make up.
    boolean isProved() {
        return mail != null && recipient != null;
    }

    /// Whoever had this Message-ID at this address.
    public static About messageId(String messageId, String address) {
        return new About(null, null, "", messageId, address);
    }

    private static String bare(String id) {
        var text = id.strip();
        return text.startsWith("<") && text.endsWith(">")
                ? text.substring(1, text.length() - 1)
                : text;
    }
}
