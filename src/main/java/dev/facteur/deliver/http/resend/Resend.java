package dev.facteur.deliver.http.resend;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DisplayName;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.InPieces;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.LossSaying;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Traits;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.mail.Statement;
import dev.facteur.platform.http.Json;
import dev.facteur.protocol.mime.Attachment;
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Pieces;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Resend's API (github.com/resend/resend-openapi). It wants a mail in pieces, takes a call with
/// the same key once within a day, and takes a file whose type does not fit its name without ever
/// delivering the mail.
public final class Resend implements ProviderApi {
    /// 40 MB in all, with files in base 64, as they mostly are in the mail.
    private static final long MAX_BYTES = 40_000_000;

    private static final Traits TRAITS =
            new Traits(true, true, true, true, Traits.FileTypes.STATED_AND_NAMED, true, Set.of());

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var bearer = ApiCall.Credential.bearer(parcel.account().key());
        return InPieces.calls(
                parcel,
                TRAITS,
                Resend::losses,
                pieces ->
                        pieces.json(
                                "/emails",
                                bearer,
                                Map.of("Idempotency-Key", "facteur-" + pieces.key()),
                                body(pieces),
                                true));
    }

    private static ObjectNode body(InPieces pieces) {
        var mail = pieces.mail();
        var addressing = pieces.addressing();
        var body = Json.MAPPER.createObjectNode();
        body.put("from", from(mail.from()));
        mailboxes(body.putArray("to"), addressing.to());
        if (!addressing.cc().isEmpty()) mailboxes(body.putArray("cc"), addressing.cc());
        if (!addressing.bcc().isEmpty()) mailboxes(body.putArray("bcc"), addressing.bcc());
        if (!mail.replyTo().isEmpty()) mailboxes(body.putArray("reply_to"), mail.replyTo());
        body.put("subject", mail.subject());
        if (mail.text() != null) body.put("text", mail.text());
        if (mail.html() != null) body.put("html", mail.html());
        if (!mail.attachments().isEmpty()) {
            var files = body.putArray("attachments");
            mail.attachments().forEach(file -> file(files.addObject(), file));
        }
        if (!mail.fields().isEmpty()) {
            var headers = body.putObject("headers");
            mail.fields().forEach(field -> headers.put(field.name(), field.value()));
        }
        body.putArray("tags").addObject().put("name", "facteur_mail").put("value", pieces.mailId());
        return body;
    }

    private static void mailboxes(ArrayNode array, List<Mailbox> mailboxes) {
        mailboxes.forEach(each -> array.add(mailbox(each)));
    }

    /// It reads quotes as part of a name, and encoded words as what they stand for.
    private static String mailbox(Mailbox mailbox) {
        var name = mailbox.name();
        boolean plain = DisplayName.isAscii(name) && !DisplayName.hasSpecials(name);
        return named(plain ? name : HeaderWriter.encodedName(name), mailbox);
    }

    /// Here it refuses encoded words, and takes letters beyond ASCII as they are.
    private static String from(Mailbox mailbox) {
        return named(mailbox.name(), mailbox);
    }

    private static String named(String name, Mailbox mailbox) {
        var address = mailbox.address().toString();
        return name.isEmpty() ? address : name + " <" + address + ">";
    }

    /// There is no spelling of such a name that it takes.
    private static List<Statement> losses(Pieces mail) {
        var name = mail.from().name();
        return DisplayName.hasSpecials(name)
                ? List.of(LossSaying.LOST_SENDER_NAME.with(name))
                : List.of();
    }

    private static void file(ObjectNode node, Attachment file) {
        node.put("content", file.content());
        node.put("filename", file.name());
        node.put("content_type", file.type());
        if (file.contentId() != null) node.put("content_id", file.contentId());
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return ResendAccount.inquiries(account);
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return ResendDomain.question(account, domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var id = answer.json().path("id").asString("");
        if (answer.ok() && !id.isEmpty()) return Said.taken("id: " + id).ofAll(call);
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var json = answer.json();
        var message = json.path("message").asString(answer.body());
        return Said.refused(json.path("name").asString(""), message);
    }
}
