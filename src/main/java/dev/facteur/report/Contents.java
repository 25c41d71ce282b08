package dev.facteur.report;

import dev.facteur.mail.MailId;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The bytes of mails, as they were accepted.
public final class Contents {
    private final Jdbi reads;
    private final Spool spool;

    public Contents(Jdbi reads, Spool spool) {
        this.reads = reads;
        this.spool = spool;
    }

    /// Where a mail lies; empty when there is no such mail.
    public Optional<Place> place(MailId id) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                "SELECT segment, offset, length, content_key FROM mail WHERE id = :id")
                        .bind("id", id.value())
                        .map((row, _) ->
                                new Place(
                                        row.getLong("segment"),
                                        row.getLong("offset"),
                                        row.getLong("length"),
                                        ContentKey.of(row.getBytes("content_key"))))
                        .findOne());
    }

    /// @throws IOException when they are no longer kept, or cannot be read
    public InputStream open(Place place) throws IOException {
        return spool.open(place);
    }
}
