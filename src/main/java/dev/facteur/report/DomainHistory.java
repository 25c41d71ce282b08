package dev.facteur.report;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// What happened to sender domains, also to those that were removed.
public record DomainHistory(Jdbi reads) {

    /// One event.
    ///
    /// @param detail its JSON, as it was written
    public record Happening(Instant at, String kind, String detail) {}

    /// The latest events of a domain, the newest first.
    ///
    /// @param name A-labels, lower case
    public List<Happening> latest(String name, int most) {
        return reads.withHandle(handle ->
                handle.createQuery(
                                "SELECT at, kind, detail FROM event WHERE domain = :name"
                                        + " ORDER BY id DESC LIMIT :most")
                        .bind("name", name)
                        .bind("most", most)
                        .map((row, _) ->
                                new Happening(
                                        Instant.ofEpochMilli(row.getLong("at")),
                                        row.getString("kind"),
                                        row.getString("detail")))
                        .list());
    }
}
