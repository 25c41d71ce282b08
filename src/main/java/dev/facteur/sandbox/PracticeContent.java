package dev.facteur.sandbox;

import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.SmtpInput;
import java.io.ByteArrayOutputStream;

/// The content of one mail while it comes in. What is too much is read away and refused at the end.
final class PracticeContent implements SmtpInput.Sink {
    private final Practice practice;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    private boolean tooLarge;
    private boolean noRoom;

    PracticeContent(Practice practice) {
        this.practice = practice;
    }

    @Override
    public void accept(byte[] from, int offset, int length) {
        if (tooLarge || noRoom) return;
        if (bytes.size() + (long) length > practice.settings().limits().maxMessage()) {
            tooLarge = true;
        } else if (practice.receivingBytes().addAndGet(length) > Practice.MAX_RECEIVING_BYTES) {
            practice.receivingBytes().addAndGet(-length);
            noRoom = true;
        } else {
            bytes.write(from, offset, length);
        }
    }

    byte[] finish() throws Rejected {
        if (tooLarge) throw new Rejected(Replies.TOO_LARGE);
        if (noRoom)
            throw new Rejected(452, "4.3.1", "Practice: too much mail at once; try again later");
        return bytes.toByteArray();
    }

    /// Gives back what was reserved; once, whatever became of the mail.
    void release() {
        practice.receivingBytes().addAndGet(-bytes.size());
        bytes.reset();
    }
}
