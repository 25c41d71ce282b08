package dev.facteur.deliver.http.mailjet;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.InPieces;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Traits;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.http.Json;
import dev.facteur.protocol.mime.Attachment;
import dev.facteur.protocol.mime.Mailbox;
import dev.facteur.protocol.mime.Pieces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mailjet's Send API v3.1 (dev.mailjet.com). It wants mails in pieces, several in a call. Each has
/// a status of its own, whatever that of HTTP.
///
/// What names the program that wrote a mail is left out: it is refused here, and means nothing to
/// who reads the mail.
public final class Mailjet implements ProviderApi {
    /// 15 MB in all, with files in base 64, as they mostly are in the mail.
    private static final long MAX_BYTES = 15_000_000;

    /// Mails of one call.
    private static final int MOST = 50;

    private static final Traits TRAITS =
            new Traits(
                    true,
                    true,
                    false,
                    true,
                    Traits.FileTypes.STATED,
                    false,
                    Set.of(
                            "delivered-to",
                            "domainkey-status",
                            "received-spf",
                            "x-mailjet-prio",
                            "x-mailjet-debug"));

    private static final Set<String> OF_THE_PROGRAM = Set.of("x-mailer", "user-agent");

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var account = parcel.account();
        var basic = ApiCall.Credential.basic(account.user(), account.key());
        return InPieces.batches(parcel, TRAITS, MOST, batch -> call(batch, basic));
    }

    private static ApiCall call(List<InPieces> batch, ApiCall.Credential basic) {
        var body = Json.MAPPER.createObjectNode();
        var messages = body.putArray("Messages");
        batch.forEach(pieces -> message(messages.addObject(), pieces));
        return InPieces.json("/v3.1/send", basic, body, batch);
    }

    private static void message(ObjectNode message, InPieces pieces) {
        var mail = pieces.mail();
        var addressing = pieces.addressing();
        mailbox(message.putObject("From"), mail.from());
        mailboxes(message.putArray("To"), addressing.to());
        if (!addressing.cc().isEmpty()) mailboxes(message.putArray("Cc"), addressing.cc());
        if (!addressing.bcc().isEmpty()) mailboxes(message.putArray("Bcc"), addressing.bcc());
        if (!mail.replyTo().isEmpty()) {
            mailbox(message.putObject("ReplyTo"), mail.replyTo().getFirst());
        }
        message.put("Subject", mail.subject());
        // An empty text would make it show none of the HTML.
        if (mail.text() != null && !mail.text().isBlank()) message.put("TextPart", mail.text());
        if (mail.html() != null) message.put("HTMLPart", mail.html());
        headers(message.putObject("Headers"), mail);
        files(message, mail);
        message.put("CustomID", pieces.mailId());
    }

    private static void headers(ObjectNode headers, Pieces mail) {
        for (var field : mail.fields()) {
            if (OF_THE_PROGRAM.contains(field.name().toLowerCase(Locale.ROOT))) continue;
            headers.put(field.name(), field.value());
        }
    }

    private static void files(ObjectNode message, Pieces mail) {
        for (var file : mail.attachments()) {
            if (file.contentId() == null) {
                file(message.withArray("Attachments").addObject(), file);
            } else {
                file(message.withArray("InlinedAttachments").addObject(), file)
                        .put("ContentID", file.contentId());
            }
        }
    }

    private static ObjectNode file(ObjectNode node, Attachment file) {
        return node.put("ContentType", file.type())
                .put("Filename", file.name().isEmpty() ? "image" : file.name())
                .put("Base64Content", file.content());
    }

    private static void mailboxes(ArrayNode array, List<Mailbox> mailboxes) {
        mailboxes.forEach(each -> mailbox(array.addObject(), each));
    }

    private static void mailbox(ObjectNode node, Mailbox mailbox) {
        node.put("Email", mailbox.address().toString());
        if (!mailbox.name().isEmpty()) node.put("Name", mailbox.name());
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return MailjetAccount.inquiries(account);
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return MailjetDomain.question(account, domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var messages = answer.json().path("Messages");
        // Several mails have one recipient each.
        boolean batch = messages.size() > 1;
        var said = new ArrayList<Said>();
        for (int i = 0; i < call.recipients().size(); i++) {
            said.add(said(call.recipients().get(i), answer, messages.path(batch ? i : 0)));
        }
        return said;
    }

    private Said said(Recipient recipient, ApiAnswer answer, JsonNode message) {
        if (message.path("Status").asString("").equals("success")) {
            return Said.taken(id(message, recipient)).as(200);
        }
        var errors = message.path("Errors");
        if (!errors.isArray() || errors.isEmpty()) return error(answer);
        var words =
                StreamSupport.stream(errors.spliterator(), false)
                        .map(error -> error.path("ErrorMessage").asString(""))
                        .collect(Collectors.joining(" "));
        var first = errors.path(0);
        return Said.refused(first.path("ErrorCode").asString(""), words)
                .as(first.path("StatusCode").asInt(0));
    }

    @Override
    public Said error(ApiAnswer answer) {
        var json = answer.json();
        var words = json.path("ErrorMessage").asString(answer.body());
        return Said.refused(json.path("ErrorCode").asString(""), words);
    }

    /// The number is the one that its events carry; they do not know the UUID.
    private static String id(JsonNode message, Recipient recipient) {
        for (var list : List.of("To", "Cc", "Bcc")) {
            for (var each : message.path(list)) {
                var address = each.path("Email").asString("");
                if (address.equalsIgnoreCase(recipient.address().toString())) {
                    return "MessageID: " + each.path("MessageID").asString("");
                }
            }
        }
        return "success";
    }
}
