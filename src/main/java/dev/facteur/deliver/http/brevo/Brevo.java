package dev.facteur.deliver.http.brevo;

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
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Pieces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Brevo's API (developers.brevo.com). It wants a mail in pieces, with HTML and without images in
/// it, and takes the type of a file from its name. A call with the same key is taken once within
/// half an hour.
public final class Brevo implements ProviderApi {
    static final String KEY = "api-key";

    /// What files may have; there is no other figure.
    private static final long MAX_BYTES = 20_000_000;

    private static final Traits TRAITS =
            new Traits(false, false, false, false, Traits.FileTypes.NAMED, false, Set.of());

    /// How it says that it has the mail already.
    private static final Set<String> DUPLICATES =
            Set.of("duplicate_parameter", "duplicate_request");

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var key = new ApiCall.Credential(KEY, parcel.account().key());
        return InPieces.calls(
                parcel,
                TRAITS,
                Brevo::losses,
                pieces -> pieces.json("/v3/smtp/email", key, Map.of(), body(pieces), true));
    }

    /// It decodes encoded words in other fields, and sends what comes of it as raw bytes that many
    /// servers refuse.
    private static List<Statement> losses(Pieces mail) {
        var losses = new ArrayList<Statement>();
        for (var field : mail.fields()) {
            if (field.value().contains("=?"))
                losses.add(LossSaying.LOST_FIELD_CHARACTERS.with(field.name()));
        }
        for (var mailbox : mail.replyTo()) {
            if (!DisplayName.isAscii(mailbox.name()))
                losses.add(LossSaying.LOST_FIELD_CHARACTERS.with("Reply-To"));
        }
        return losses;
    }

    private static ObjectNode body(InPieces pieces) {
        var mail = pieces.mail();
        var addressing = pieces.addressing();
        var body = Json.MAPPER.createObjectNode();
        mailbox(body.putObject("sender"), mail.from());
        mailboxes(body.putArray("to"), addressing.to());
        if (!addressing.cc().isEmpty()) mailboxes(body.putArray("cc"), addressing.cc());
        if (!addressing.bcc().isEmpty()) mailboxes(body.putArray("bcc"), addressing.bcc());
        if (!mail.replyTo().isEmpty()) {
            mailbox(body.putObject("replyTo"), mail.replyTo().getFirst());
        }
        body.put("subject", mail.subject());
        if (mail.html() != null) body.put("htmlContent", mail.html());
        if (mail.text() != null) body.put("textContent", mail.text());
        var headers = body.putObject("headers");
        mail.fields().forEach(field -> headers.put(field.name(), field.value()));
        headers.put("X-Mailin-custom", pieces.mailId());
        headers.put("idempotencyKey", pieces.key().toString());
        if (!mail.attachments().isEmpty()) {
            var files = body.putArray("attachment");
            for (var file : mail.attachments()) {
                files.addObject().put("name", file.name()).put("content", file.content());
            }
        }
        return body;
    }

    private static void mailboxes(ArrayNode array, List<Mailbox> mailboxes) {
        mailboxes.forEach(each -> mailbox(array.addObject(), each));
    }

    private static void mailbox(ObjectNode node, Mailbox mailbox) {
        node.put("email", mailbox.address().toString());
        var name = mailbox.name();
        // A name with letters beyond ASCII and a comma is left out, unless it is encoded already.
        boolean dropped = !DisplayName.isAscii(name) && DisplayName.hasSpecials(name);
        if (!name.isEmpty()) node.put("name", dropped ? HeaderWriter.encodedName(name) : name);
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return BrevoAccount.inquiries(account);
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return BrevoDomain.question(account, domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var id = answer.json().path("messageId").asString("");
        if (answer.ok() && !id.isEmpty()) return Said.taken("messageId: " + id).ofAll(call);
        var error = error(answer);
        boolean had = DUPLICATES.contains(error.error());
        return (had ? Said.taken(error.error() + " " + error.words()) : error).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var json = answer.json();
        var message = json.path("message").asString(answer.body());
        return Said.refused(json.path("code").asString(""), message);
    }
}
