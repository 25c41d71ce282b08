package dev.facteur.submit.smtp;

import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.StrictContent;
import dev.facteur.submit.Intake;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One message's bytes on their way from the connection to the intake, by DATA or by BDAT.
///
/// Once it is refused, the rest is read away, so that the refusal can be said at its place and the
/// session goes on.
final class ContentTransfer implements AutoCloseable {
    /// Who sends this many times what is allowed is not listened to any longer.
    private static final int HOPELESS = 4;

    /// Keeping may wait for the disk, but not for ever.
    private static final Duration KEEPING = Duration.ofMinutes(5);

    private final Connection connection;
    private final Intake intake;
    private final SmtpSettings settings;
    private final StrictContent chunks = StrictContent.plain(this::take);
    private long bytes;
    private @Nullable Rejected refusal;

    ContentTransfer(Connection connection, Intake intake, SmtpSettings settings) {
        this.connection = connection;
        this.intake = intake;
        this.settings = settings;
    }

    /// Reads what follows a 354.
    ///
    /// @throws Connection.EndlessContent when the end does not come
    void readData() throws IOException {
        connection.allowContent(HOPELESS * settings.maxMessageBytes());
        try {
            connection.input().readData(this::take);
        } catch (MalformedLine defect) {
            refuse(new Rejected(Replies.malformedContent(defect)));
        }
    }

    /// Reads one chunk.
    ///
    /// @throws Rejected when the message is refused by now; the chunk has been read away, or with a
    ///   421 is too large for that
    void readChunk(long length, boolean last) throws IOException, Rejected {
        if (length > HOPELESS * settings.maxMessageBytes()) {
            throw new Rejected(Replies.CHUNK_TOO_LARGE);
        }
        connection.allowContent(Long.MAX_VALUE);
        connection.input().readChunk(length, chunks);
        if (last) {
            try {
                chunks.finish();
            } catch (MalformedLine defect) {
                refuse(new Rejected(Replies.malformedContent(defect)));
            }
        }
        if (refusal != null) throw refusal;
    }

    /// Returns once the mail is kept.
    Intake.Kept finish() throws Rejected {
        if (refusal != null) throw refusal;
        connection.allow(KEEPING);
        return intake.finish();
    }

    @Override
    public void close() {
        intake.close();
    }

    private void take(byte[] content, int offset, int length) throws IOException {
        bytes += length;
        if (bytes > settings.maxMessageBytes()) refuse(new Rejected(Replies.TOO_LARGE));
        if (refusal != null) return;
        try {
            intake.write(content, offset, length);
        } catch (Rejected refused) {
            refuse(refused);
        }
    }

    /// The first reason stands.
    private void refuse(Rejected reason) {
        if (refusal == null) refusal = reason;
    }
}
