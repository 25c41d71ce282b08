package dev.facteur.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import dev.facteur.testkit.Incoming;
import dev.facteur.testkit.Rspamd;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail that is composed of JSON, in the eyes of a filter that receivers run.
@Tag("flow")
final class ComposedMailTest {
    /// What rspamd calls a mail that is not written as it should be.
    private static final Set<String> MALFORMED =
            Set.of(
                    "BROKEN_HEADERS",
                    "BROKEN_CONTENT_TYPE",
                    "MULTIPLE_UNIQUE_HEADERS",
                    "MISSING_MIME_VERSION",
                    "MISSING_MIMEOLE",
                    "MISSING_DATE",
                    "MISSING_MID",
                    "INVALID_MSGID",
                    "INVALID_DATE",
                    "MISSING_TO",
                    "MISSING_FROM",
                    "MISSING_SUBJECT",
                    "MIME_BASE64_TEXT_BOGUS",
                    "MIME_HEADER_CTYPE_ONLY",
                    "R_BAD_CTE_7BIT",
                    "CTE_CASE",
                    "CT_EXTRA_SEMI",
                    "SUBJ_EXCESS_QP",
                    "SUBJ_EXCESS_BASE64",
                    "FROM_EXCESS_BASE64",
                    "FROM_NEEDS_ENCODING",
                    "TO_NEEDS_ENCODING",
                    "SUBJECT_NEEDS_ENCODING",
                    "REPLYTO_UNPARSEABLE",
                    "FROM_INVALID",
                    "RCVD_ILLEGAL_CHARS",
                    "PARTS_DIFFER",
                    "MIME_BAD",
                    "MIME_BAD_ATTACHMENT",
                    "MIME_BAD_UNICODE");

    private static final String MAIL =
            """
            {"from":{"address":"shop@shop.example","name":"Café Zoë"},
             "to":["Zoë Müller <zoe@example.net>","bob@example.net"],
             "reply_to":"help@shop.example","subject":"Ihre Bestellung 7: größer & schöner",
             "text":"Hallo Zoë,\\n\\nvielen Dank für Ihre Bestellung.\\n\\nDer Laden",
             "html":"<html><body><p>Hallo Zoë,</p><p>vielen Dank für Ihre Bestellung.</p>\
            <img src=\\"cid:logo\\"><p>Der Laden</p></body></html>",
             "attachments":[
                {"name":"logo.png","type":"image/png","content":"iVBORw0KGgo=","content_id":"logo"},
                {"name":"Rechnung für Zoë.pdf","type":"application/pdf","content":"JVBERi0xLjQK"}],
             "headers":{"X-Order":"7"}}
            """;

    @TempDir Path folder;

    @Test
    void rspamdFindsNothingMalformed() throws Exception {
        try (var names = new ZoneServer(new Zone());
                var rspamd = Rspamd.start(folder.resolve("rspamd"), names.address());
                var server = ApiServer.start(Files.createDirectories(folder.resolve("data")))) {
            var judged = rspamd.check(incoming(sent(server)));
            var symbols = judged.path("symbols").propertyNames();
            assertThat(symbols)
                    .as(judged.toString())
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(MALFORMED);
            // It has looked into the parts.
            assertThat(symbols).contains("MIME_GOOD", "HAS_ATTACHMENT");
        }
    }

    private static String sent(ApiServer server) {
        server.operator("POST", "/v1/sites", "{\"name\":\"shop\"}");
        server.operator(
                "POST",
                "/v1/domains",
                "{\"name\":\"shop.example\",\"site\":\"shop\",\"vouch\":true}");
        var token = server.token().reveal();
        var receipt = server.json(token, "/v1/messages?site=shop", MAIL);
        assertThat(receipt.status()).as(receipt.text()).isEqualTo(202);
        var id = receipt.json().path("id").asString();
        return server.operator("GET", "/v1/mails/" + id + "/raw", null).text();
    }

    private static Incoming incoming(String mail) {
        return new Incoming(
                InetAddress.ofLiteral("192.0.2.1"),
                "mail.shop.example",
                "shop@shop.example",
                "zoe@example.net",
                mail.getBytes(StandardCharsets.UTF_8));
    }
}
