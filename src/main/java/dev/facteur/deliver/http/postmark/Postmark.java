package dev.facteur.deliver.http.postmark;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
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
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Postmark's API (postmarkapp.com/developer/api/email-api). It wants a mail in pieces. A success
/// may name recipients in its text that it does not write to; an error has a number of its own,
/// also under HTTP 200.
public final class Postmark implements ProviderApi {
    static final String TOKEN = "X-Postmark-Server-Token";

    /// 10 MB in all, with files in base 64, as they mostly are in the mail. The two kinds of
    /// streams that every server has, by the names they have from the start.
    private static final String TRANSACTIONAL = "outbound";

    private static final String BROADCAST = "broadcast";

    private static final long MAX_BYTES = 10_000_000;

    /// Mails of one call.
    private static final int MOST = 500;

    /// The status of an error where the mail is alone in its call.
    private static final int ALONE = 422;

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
        var stream = stream(account == null ? "" : account.region());
        return InPieces.batches(parcel, TRAITS, MOST, batch -> call(batch, token, stream));
    }

    private static ApiCall call(List<InPieces> batch, ApiCall.Credential token, String stream) {
        if (batch.size() == 1) {
            var pieces = batch.getFirst();
            return pieces.json("/email", token, Map.of(), body(pieces, stream), false);
        }
        var bodies = Json.MAPPER.createArrayNode();
        batch.forEach(pieces -> bodies.add(body(pieces, stream)));
        return InPieces.json("/email/batch", token, bodies, batch);
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
    public List<HeldList> lists(ApiAccount account, String address) {
        var token = new ApiCall.Credential(TOKEN, account.key());
        var own = stream(account.region());
        return Stream.of(TRANSACTIONAL, BROADCAST)
                .map(stream -> PostmarkLists.of(token, stream, address, stream.equals(own)))
                .toList();
    }

    @Override
    public List<ListPage.Question> wholeLists(ApiAccount account) {
        var token = new ApiCall.Credential(TOKEN, account.key());
        return List.of(PostmarkLists.whole(token, stream(account.region())));
    }

    private static String stream(String region) {
        return region.equals("broadcast") ? BROADCAST : TRANSACTIONAL;
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return PostmarkDomain.question(domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var json = answer.json();
        // A batch has one mail a recipient, and is answered by 200 whatever becomes of each.
        boolean batch = json.isArray() && json.size() == call.recipients().size();
        var said = new ArrayList<Said>();
        for (int i = 0; i < call.recipients().size(); i++) {
            var recipient = call.recipients().get(i);
            said.add(
                    batch
                            ? said(recipient, answer, json.path(i)).as(ALONE)
                            : said(recipient, answer, json));
        }
        return said;
    }

    private static Said said(Recipient recipient, ApiAnswer answer, JsonNode mail) {
        // The number is missing while deliveries are delayed on their side.
        boolean refused = !answer.ok() || mail.path("ErrorCode").asInt(0) != 0;
        var id = mail.path("MessageID").asString("");
        var message = mail.path("Message").asString("");
        if (refused || id.isEmpty()) return error(mail, answer);
        return inactive(message).contains(plain(recipient))
                ? Said.refused(INACTIVE_RECIPIENT, message)
                : Said.taken("MessageID: " + id);
    }

    @Override
    public Said error(ApiAnswer answer) {
        return error(answer.json(), answer);
    }

    private static Said error(JsonNode mail, ApiAnswer answer) {
        int error = mail.path("ErrorCode").asInt(0);
        var message = mail.path("Message").asString(answer.body());
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
