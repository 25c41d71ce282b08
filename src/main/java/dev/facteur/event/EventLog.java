package dev.facteur.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.facteur.mail.MailId;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Writes events. There is no method to change or remove one.
public final class EventLog {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private EventLog() {}

    /// Appends an event within a unit of work.
    ///
    /// @param recipient the recipient's number, null when the event concerns the whole mail
    public static void append(
            Transaction transaction,
            MailId mail,
            @Nullable Integer recipient,
            Instant at,
            MailEvent event)
            throws SQLException {
        transaction.update(
                "INSERT INTO event (mail_id, recipient, at, kind, detail) VALUES (?, ?, ?, ?, ?)",
                mail.value(),
                recipient,
                at,
                event.kind(),
                JSON.writeValueAsString(event));
    }

    /// Appends what came back, unless it is there already.
    ///
    /// @param recipient as above
    /// @return whether it is new
    public static boolean append(
            Transaction transaction,
            MailId mail,
            @Nullable Integer recipient,
            Instant at,
            Echo echo,
            Origin origin)
            throws SQLException {
        return transaction.update(
                        """
                        INSERT INTO event (mail_id, recipient, at, kind, detail, source, party,
                            source_id, evidence)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
                        """,
                        mail.value(),
                        recipient,
                        at,
                        echo.kind(),
                        JSON.writeValueAsString(echo),
                        origin.source().word(),
                        origin.party(),
                        origin.id(),
                        origin.evidence())
                == 1;
    }

    /// Appends an event of a sender domain within a unit of work.
    ///
    /// @param domain its name; what happened to it stays when it is removed and added again
    public static void append(Transaction transaction, String domain, Instant at, DomainEvent event)
            throws SQLException {
        transaction.update(
                "INSERT INTO event (domain, at, kind, detail) VALUES (?, ?, ?, ?)",
                domain,
                at,
                event.kind(),
                JSON.writeValueAsString(event));
    }
}
