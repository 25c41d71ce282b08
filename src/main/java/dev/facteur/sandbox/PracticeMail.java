package dev.facteur.sandbox;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.EncodedWords;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One mail that the practice server got.
public final class PracticeMail {
    private final Received received;
    private final byte[] bytes;

    /// How it came.
    ///
    /// @param id counts from 1
    /// @param sender the reverse path, `""` for the null sender
    /// @param recipients those that were accepted
    /// @param client its address and port
    /// @param tls version and cipher suite, `""` without TLS
    /// @param user null without AUTH
    /// @param answered false when the connection was ended instead of saying 250
    public record Received(
            long id,
            Instant at,
            String sender,
            List<String> recipients,
            String client,
            String helo,
            String tls,
            @Nullable String user,
            boolean answered) {
        public Received {
            recipients = List.copyOf(recipients);
        }

        /// Null for the null sender.
        @Nullable Address senderAddress() {
            int at = sender.lastIndexOf('@');
            return at < 0 ? null : new Address(sender.substring(0, at), sender.substring(at + 1));
        }
    }

    /// @param bytes dots unstuffed; kept, not copied
    PracticeMail(Received received, byte[] bytes) {
        this.received = received;
        this.bytes = bytes;
    }

    public Received received() {
        return received;
    }

    public int size() {
        return bytes.length;
    }

    /// The mail as it was sent, every line ending in CRLF.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The value of a header field, decoded for reading; `""` when there is none.
    public String header(String name) {
        try {
            return HeaderBlock.parse(bytes, bytes.length)
                    .first(name)
                    .map(field -> EncodedWords.decode(field.value().strip()))
                    .orElse("");
        } catch (MalformedHeader _) {
            return "";
        }
    }
}
