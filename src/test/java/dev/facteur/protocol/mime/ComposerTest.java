package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.Address;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.Program;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ComposerTest {
    private static final Mailbox SHOP = mailbox("Café \"Zoë\", Paris", "shop@shop.example");
    private static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G', 0, 13, 10, 26, 10};
    private static final String LONG_NAME =
            "Rechnung für März, Gößnitz & Söhne — ".repeat(5) + ".pdf";

    /// What Python's email package makes of a mail.
    private static final String READER =
            """
            import email, email.policy, json, sys
            mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
            def addresses(name):
                return [[a.display_name, a.addr_spec] for a in mail[name].addresses] if mail[name] else []
            parts = [{"type": p.get_content_type(), "name": p.get_filename(), "id": p["Content-ID"],
                      "shown": p.get_content_disposition(),
                      "content": p.get_content() if p.get_content_maintype() == "text" and not p.get_filename()
                          else p.get_payload(decode=True).hex(),
                      "defects": [str(d) for d in p.defects]}
                     for p in mail.walk() if not p.is_multipart()]
            print(json.dumps({"from": addresses("From"), "to": addresses("To"), "cc": addresses("Cc"),
                "subject": mail["Subject"], "types": [p.get_content_type() for p in mail.walk()],
                "parts": parts, "defects": [str(d) for p in mail.walk() for d in p.defects]
                    + [str(d) for v in mail.values() for d in getattr(v, "defects", [])]}))
            """;

    @TempDir Path folder;

    @Test
    void pythonReadsWhatWasPutIn() throws Exception {
        Peers.require("python3");
        var read = python(full());
        assertThat(read.path("defects")).isEmpty();
        assertThat(read.path("from").toString()).isEqualTo(list(SHOP));
        assertThat(read.path("to").toString())
                .isEqualTo(
                        list(mailbox("", "bob@example.net"), mailbox("Zoë 🦊", "zoe@example.net")));
        assertThat(read.path("subject").asString())
                .isEqualTo("Ihre Bestellung № 7: größer & schöner");
        assertThat(read.path("types").toString())
                .isEqualTo(
                        "[\"multipart/mixed\",\"multipart/related\",\"multipart/alternative\","
                                + "\"text/plain\",\"text/html\",\"image/png\",\"application/pdf\"]");
        var parts = read.path("parts");
        assertThat(parts.path(0).path("content").asString())
                .isEqualTo("Hallo Zoë,\n\n.\nFrom here = there\n");
        assertThat(parts.path(1).path("content").asString())
                .startsWith("<p>Hallo Zoë <img src=\"cid:logo\">");
        assertThat(parts.path(2).path("id").asString()).isEqualTo("<logo>");
        assertThat(parts.path(2).path("content").asString()).isEqualTo("89504e47000d0a1a0a");
        assertThat(parts.path(3).path("name").asString()).isEqualTo(LONG_NAME);
        assertThat(parts.path(3).path("shown").asString()).isEqualTo("attachment");
    }

    @Test
    void mime4jReadsTheSameStructure() throws Exception {
        assertThat(types(written(full())))
                .containsExactly(
                        "multipart/mixed",
                        "multipart/related",
                        "multipart/alternative",
                        "text/plain",
                        "text/html",
                        "image/png",
                        "application/pdf");
    }

    @Test
    void oneTextAloneIsNoMultipart() throws Exception {
        var text = new String(written(texts("Hello", null)), StandardCharsets.US_ASCII);
        assertThat(text)
                .contains("Content-Type: text/plain; charset=utf-8\r\n")
                .doesNotContain("multipart")
                .endsWith("\r\n\r\nHello\r\n");
        assertThat(new String(written(texts(null, "<p>")), StandardCharsets.US_ASCII))
                .contains("Content-Type: text/html")
                .doesNotContain("multipart");
    }

    @Test
    void lineEndInAHeaderIsRefused() {
        for (var trick :
                List.of("a\r\nBcc: x@example.net", "a\nb", "a\rb", "a\u0000", "a\u0085b")) {
            var subject =
                    new Composition(
                            SHOP, List.of(), List.of(), List.of(), trick, List.of(), "", null,
                            List.of());
            assertThatThrownBy(() -> written(subject)).isInstanceOf(IllegalArgumentException.class);
            var name =
                    new Composition(
                            mailbox(trick, "a@shop.example"),
                            List.of(),
                            List.of(),
                            List.of(),
                            "",
                            List.of(),
                            "",
                            null,
                            List.of());
            assertThatThrownBy(() -> written(name)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void lineEndInAFileNameIsEncoded() throws Exception {
        var file = new Composition.File("a\r\nBcc: x@example.net", "text/csv", null, out -> {});
        var mail =
                new Composition(
                        SHOP,
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        List.of(),
                        "x",
                        null,
                        List.of(file));
        var text = new String(written(mail), StandardCharsets.US_ASCII);
        assertThat(text).contains("filename*=UTF-8''a%0D%0ABcc").doesNotContain("\nBcc");
    }

    @Test
    void everyLineIsShortAndAscii() throws Exception {
        var bytes = written(full());
        for (var line : new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
            assertThat(line.length()).as(line).isLessThanOrEqualTo(78);
            assertThat(line.chars()).as(line).allMatch(c -> c >= ' ' && c < 0x7f);
        }
    }

    @Test
    void contentCannotImitateABoundary() throws Exception {
        var mail = texts("--=_alternative--\n--=_alternative", "<p>--=_alternative--");
        assertThat(types(written(mail)))
                .containsExactly("multipart/alternative", "text/plain", "text/html");
    }

    @Test
    void mailWithHiddenRecipientsHasATo() throws Exception {
        assertThat(new String(written(texts("x", null)), StandardCharsets.US_ASCII))
                .contains("To: undisclosed-recipients:;\r\n");
    }

    private static Composition texts(@Nullable String text, @Nullable String html) {
        return new Composition(
                SHOP, List.of(), List.of(), List.of(), "x", List.of(), text, html, List.of());
    }

    private static Composition full() {
        var image = new Composition.File("logo.png", "image/png", "logo", out -> out.write(IMAGE));
        var pdf =
                new Composition.File(
                        LONG_NAME, "application/pdf", null, out -> out.write(new byte[10_000]));
        return new Composition(
                SHOP,
                List.of(mailbox("Service", "service@shop.example")),
                List.of(mailbox("", "bob@example.net"), mailbox("Zoë 🦊", "zoe@example.net")),
                List.of(mailbox("=?utf-8?q?no?=", "c@example.net")),
                "Ihre Bestellung № 7: größer & schöner",
                List.of(new Composition.Field("X-Order", "7")),
                "Hallo Zoë,\n\n.\nFrom here = there\n",
                "<p>Hallo Zoë <img src=\"cid:logo\">" + "x".repeat(2_000),
                List.of(image, pdf));
    }

    private static Mailbox mailbox(String name, String address) {
        int at = address.indexOf('@');
        return new Mailbox(name, new Address(address.substring(0, at), address.substring(at + 1)));
    }

    private static String list(Mailbox... mailboxes) {
        var all = new ArrayList<List<String>>();
        for (var one : mailboxes) all.add(List.of(one.name(), one.address().toString()));
        return JsonMapper.shared().writeValueAsString(all);
    }

    private static byte[] written(Composition mail) throws IOException {
        var out = new ByteArrayOutputStream();
        Composer.write(mail, out);
        return out.toByteArray();
    }

    private static List<String> types(byte[] mail) throws Exception {
        var types = new ArrayList<String>();
        var stream = new MimeTokenStream();
        stream.parse(new ByteArrayInputStream(mail));
        for (var state = stream.getState();
                state != EntityState.T_END_OF_STREAM;
                state = stream.next()) {
            if (state == EntityState.T_BODY || state == EntityState.T_START_MULTIPART) {
                types.add(stream.getBodyDescriptor().getMimeType());
            }
        }
        return types;
    }

    private JsonNode python(Composition mail) throws Exception {
        var file = Files.write(folder.resolve("mail.eml"), written(mail));
        var script = Files.writeString(folder.resolve("read.py"), READER);
        var said = Program.of("python3", script, file).succeed();
        return JsonMapper.shared().readTree(said.out());
    }
}
