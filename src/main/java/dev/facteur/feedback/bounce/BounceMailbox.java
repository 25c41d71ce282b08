package dev.facteur.feedback.bounce;

import dev.facteur.feedback.OtherMail;
import dev.facteur.feedback.echo.Echoes;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.platform.StorageException;
import dev.facteur.protocol.mime.LooseMail;
import java.util.Arrays;

/// Takes what came back out of the mailbox that is looked into for reports.
public final class BounceMailbox implements OtherMail {
    private final Echoes echoes;
    private final ReturnedMails reader;

    public BounceMailbox(Echoes echoes, ReturnedMails reader) {
        this.echoes = echoes;
        this.reader = reader;
    }

    /// Mail that says nothing of a mail of ours stays in the mailbox, and nothing of it is kept:
    /// people may write there too.
    @Override
    public boolean take(byte[] mail) throws StorageException {
        var content = Arrays.copyOf(mail, Math.min(mail.length, LooseMail.MAX_BYTES));
        var evidence = new Evidence(BounceReception.sourceOf(content), "mailbox", "", content);
        var heard = reader.read(evidence);
        if (heard.isEmpty() || !echoes.knows(heard)) return false;
        echoes.settle(echoes.keep(evidence), evidence, heard);
        return true;
    }
}
