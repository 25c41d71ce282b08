package dev.facteur.deliver.http.sendgrid;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DisplayName;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.HeldList;
import dev.facteur.deliver.http.InPieces;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.ListPage;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Traits;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.platform.http.Json;
import dev.facteur.protocol.mime.Attachment;
import dev.facteur.protocol.mime.Mailbox;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// SendGrid's Mail Send API (github.com/sendgrid/sendgrid-oai). It wants a mail in pieces, ignores
/// the charset of text files and garbles names of files beyond ASCII.
///
/// Its own id of the mail is not the one in its webhooks; ours travels along as a custom argument,
/// which is.
public final class SendGrid implements ProviderApi {
    /// 30 MB in all, with files in base 64, as they mostly are in the mail.
    private static final long MAX_BYTES = 30_000_000;

    /// Those it sets itself are not passed on; x-sg-id and the rest of its list are refused.
    private static final Traits TRAITS =
            new Traits(
                    true,
                    true,
                    true,
                    false,
                    Traits.FileTypes.STATED,
                    false,
                    Set.of("x-sg-id", "x-sg-eid", "x-smtpapi"));

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
                pieces -> pieces.json("/v3/mail/send", bearer, Map.of(), body(pieces), false));
    }

    private static ObjectNode body(InPieces pieces) {
        var mail = pieces.mail();
        var body = Json.MAPPER.createObjectNode();
        personalization(body.putArray("personalizations").addObject(), pieces);
        mailbox(body.putObject("from"), mail.from());
        if (!mail.replyTo().isEmpty()) mailboxes(body.putArray("reply_to_list"), mail.replyTo());
        body.put("subject", mail.subject());
        var content = body.putArray("content");
        // Its order is fixed: the plain text first.
        content(content, "text/plain", mail.text());
        content(content, "text/html", mail.html());
        if (!mail.attachments().isEmpty()) {
            var files = body.putArray("attachments");
            mail.attachments().forEach(file -> file(files.addObject(), file));
        }
        var headers = body.putObject("headers");
        if (!mail.messageId().isEmpty()) headers.put("Message-ID", mail.messageId());
        mail.fields().forEach(field -> headers.put(field.name(), field.value()));
        return body;
    }

    private static void personalization(ObjectNode node, InPieces pieces) {
        var addressing = pieces.addressing();
        recipients(node, "to", addressing.to());
        recipients(node, "cc", addressing.cc());
        recipients(node, "bcc", addressing.bcc());
        node.putObject("custom_args").put("facteur_mail", pieces.mailId());
    }

    /// A comma or semicolon in a name divides it here, and here only, unless the name is quoted.
    private static void recipients(ObjectNode node, String field, List<Mailbox> mailboxes) {
        if (mailboxes.isEmpty()) return;
        var quoted =
                mailboxes.stream()
                        .map(each -> new Mailbox(DisplayName.quoted(each.name()), each.address()))
                        .toList();
        mailboxes(node.putArray(field), quoted);
    }

    private static void mailboxes(ArrayNode array, List<Mailbox> mailboxes) {
        mailboxes.forEach(each -> mailbox(array.addObject(), each));
    }

    private static void mailbox(ObjectNode node, Mailbox mailbox) {
        node.put("email", mailbox.address().toString());
        if (!mailbox.name().isEmpty()) node.put("name", mailbox.name());
    }

    private static void content(ArrayNode content, String type, @Nullable String text) {
        if (text != null && !text.isEmpty())
            content.addObject().put("type", type).put("value", text);
    }

    private static void file(ObjectNode node, Attachment file) {
        node.put("content", file.content());
        node.put("type", file.type());
        node.put("filename", file.name().isEmpty() ? "image" : file.name());
        node.put(
                "disposition", file.inline() || file.contentId() != null ? "inline" : "attachment");
        if (file.contentId() != null) node.put("content_id", file.contentId());
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return SendGridAccount.inquiries(account);
    }

    @Override
    public List<HeldList> lists(ApiAccount account, String address) {
        return SendGridLists.of(account, address);
    }

    @Override
    public List<ListPage.Question> wholeLists(ApiAccount account) {
        return SendGridLists.whole(account);
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return SendGridDomain.question(account, domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        if (answer.status() == 202) {
            return Said.taken("X-Message-Id: " + answer.header("x-message-id")).ofAll(call);
        }
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var errors = answer.json().path("errors");
        var words =
                errors.isArray() && !errors.isEmpty()
                        ? StreamSupport.stream(errors.spliterator(), false)
                                .map(SendGrid::words)
                                .collect(Collectors.joining(" "))
                        : answer.body();
        return Said.refused("", words);
    }

    private static String words(JsonNode error) {
        var field = error.path("field").asString("");
        return (field.isEmpty() ? "" : field + ": ") + error.path("message").asString("");
    }
}
