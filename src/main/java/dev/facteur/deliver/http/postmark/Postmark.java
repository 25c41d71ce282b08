package dev.facteur.deliver.http.postmark;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
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
import dev.facteur.protocol.mime.HeaderWriter;
import dev.facteur.protocol.mime.Mailbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Postmark's API (postmarkapp.com/developer/api/email-api). It wants a mail in pieces. A success
/// may name recipients in its text that it does not write to; an error has a number of its own,
/// also under HTTP 200.
public final class Postmark implements ProviderApi {
    static final String TOKEN = "X-Postmark-Server-Token";

    /// 10 MB in all, with files in base 64, as they mostly are in the mail.
    private static final long MAX_BYTES = 10_000_000;

    private static final Traits TRAITS =
            new Traits(true, true, true, true, Traits.FileTypes.STATED, true, Set.of());

    private static final Pattern INACTIVE =
            Pattern.compile("inactive addresses:\\s*(.*?)\\.\\s*Inactive recipients");

    private static final String INACTIVE_RECIPIENT = "406";

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var token = new ApiCall.Credential(TOKEN, parcel.account().key());
        var account = parcel.route().account();
        // The two kinds of streams that every server has, by the names they have from the start.
        boolean broadcast = account != null && account.region().equals("broadcast");
        var stream = broadcast ? "broadcast" : "outbound";
        return InPieces.calls(
                parcel,
                TRAITS,
                pieces -> pieces.json("/email", token, Map.of(), body(pieces, stream), false));
    }

    private static ObjectNode body(InPieces pieces, String stream) {
        var mail = pieces.mail();
        var addressing = pieces.addressing();
        var body = Json.MAPPER.createObjectNode();
        body.put("From", mailbox(mail.from()));
        mailboxes(body, "To", addressing.to());
        mailboxes(body, "Cc", addressing.cc());
        mailboxes(body, "Bcc", addressing.bcc());
        mailboxes(body, "ReplyTo", mail.replyTo());
        body.put("Subject", mail.subject());
        if (mail.text() != null) body.put("TextBody", mail.text());
        if (mail.html() != null) body.put("HtmlBody", mail.html());
        var headers = body.putArray("Headers");
        if (!mail.messageId().isEmpty()) {
            header(headers, "Message-ID", mail.messageId());
            header(headers, "X-PM-KeepID", "true");
        }
        mail.fields().forEach(field -> header(headers, field.name(), field.value()));
        var files = body.putArray("Attachments");
        mail.attachments().forEach(file -> file(files.addObject(), file));
        body.putObject("Metadata").put("facteur_mail", pieces.mailId());
        body.put("MessageStream", stream);
        return body;
    }

    private static void mailboxes(ObjectNode body, String name, List<Mailbox> mailboxes) {
        if (mailboxes.isEmpty()) return;
        body.put(name, mailboxes.stream().map(Postmark::mailbox).collect(Collectors.joining(", ")));
    }

    private static String mailbox(Mailbox mailbox) {
        return HeaderWriter.mailbox(mailbox.name(), mailbox.address().toString());
    }

    private static void header(ArrayNode headers, String name, String value) {
        headers.addObject().put("Name", name).put("Value", value);
    }

    private static void file(ObjectNode node, Attachment file) {
        node.put("Name", file.name().isEmpty() ? "image" : file.name());
        node.put("Content", file.content());
        node.put("ContentType", file.type());
        if (file.contentId() != null) node.put("ContentID", "cid:" + file.contentId());
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return PostmarkAccount.inquiries(account);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var json = answer.json();
        var message = json.path("Message").asString(answer.body());
        // The number is missing while deliveries are delayed on their side.
        int error = json.path("ErrorCode").asInt(0);
        var id = json.path("MessageID").asString("");
        if (!answer.ok() || error != 0 || id.isEmpty()) return error(answer).ofAll(call);
        var inactive = inactive(message);
        var said = new ArrayList<Said>();
        for (var recipient : call.recipients()) {
            boolean taken = !inactive.contains(plain(recipient));
            said.add(
                    taken
                            ? Said.taken("MessageID: " + id)
                            : Said.refused(INACTIVE_RECIPIENT, message));
        }
        return said;
    }

    @Override
    public Said error(ApiAnswer answer) {
        var json = answer.json();
        int error = json.path("ErrorCode").asInt(0);
        var message = json.path("Message").asString(answer.body());
        return Said.refused(error == 0 ? "" : String.valueOf(error), message);
    }

    private static Set<String> inactive(String message) {
        var list = INACTIVE.matcher(message.replace('\n', ' '));
        if (!list.find()) return Set.of();
        return Set.of(list.group(1).toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1));
    }

    private static String plain(Recipient recipient) {
        return recipient.address().toString().toLowerCase(Locale.ROOT);
    }
}
