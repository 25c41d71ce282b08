package dev.facteur.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.db.Database;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody adds a table without saying whether people stand in it.
class TablesTest {
    /// What [Erasure] takes people out of. Add a table here when it does, and to `ErasureTest`.
    private static final Set<String> NAME_PEOPLE =
            Set.of(
                    "mail",
                    "mail_tag",
                    "recipient",
                    "event",
                    "evidence",
                    "test_mail",
                    "suppression",
                    "soft_bounce",
                    "route",
                    "webhook",
                    "webhook_call",
                    "alert_condition",
                    "alert_notice",
                    "alert_channel");

    /// The operator's own settings, people and counts, hashes, and what is about servers and
    /// domains.
    private static final Set<String> NAME_NONE =
            Set.of(
                    "site",
                    "credential",
                    "template",
                    "domain",
                    "domain_record",
                    "site_domain",
                    "dkim_key",
                    "abandoned_key",
                    "route_grant",
                    "route_webhook",
                    "site_route",
                    "seed",
                    "suppression_policy",
                    "submission_key",
                    "sts_policy",
                    "tls_session",
                    "tls_post",
                    "returned_report",
                    "dmarc_source",
                    "tls_seen",
                    "report_mailbox",
                    "retention",
                    "pairing",
                    "paired_software",
                    "outcome_count",
                    "outcome_counted",
                    "tracking",
                    "user",
                    "user_site",
                    "site_caller",
                    "site_limit");

    @TempDir Path folder;

    @Test
    void ofEveryTableItIsSaidWhetherPeopleStandInIt() throws Exception {
        try (var database = Database.open(folder.resolve("facteur.db"), () -> {})) {
            var tables =
                    database.reads()
                            .withHandle(handle ->
                                    handle.createQuery(
                                                    """
                                                    SELECT name FROM sqlite_schema
                                                    WHERE type = 'table' AND name NOT LIKE 'sqlite%'
                                                        AND name <> 'flyway_schema_history'\
                                                    """)
                                            .mapTo(String.class)
                                            .list());
            var said = new HashSet<>(NAME_PEOPLE);
            said.addAll(NAME_NONE);
            assertThat(tables).containsExactlyInAnyOrderElementsOf(said);
        }
    }
}
