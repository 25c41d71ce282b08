package dev.facteur.deliver.http.sparkpost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.JsonTextBody;
import dev.facteur.deliver.http.LossSaying;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.deliver.http.WholeMail;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// SparkPost's Transmissions API (developers.sparkpost.com). It takes a mail whole, as the text of
/// a JSON member, puts a List-Unsubscribe of its own in place of the mail's, and fills in what
/// stands in double braces. Each recipient has a call, since its answer only counts those it
/// refused.
public final class SparkPost implements ProviderApi {
    private static final long MAX_BYTES = 20_000_000;

    /// Our word for a success of which nobody has a part.
    private static final String REJECTED = "rejected_recipient";

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var mail = new WholeMail(parcel);
        mail.requireAsciiAddresses();
        mail.requireAsciiBytes();
        if (mail.hasField("List-Unsubscribe")) throw new Unfit(LossSaying.LOST_UNSUBSCRIBE.with());
        if (mail.contains("{{")) throw new Unfit(LossSaying.LOST_BRACES.with());
        var text = JsonTextBody.of(mail);
        return parcel.recipients().stream().map(each -> call(parcel, text, each)).iterator();
    }

    private static ApiCall call(Parcel parcel, HttpBody mail, Recipient recipient) {
        var key = parcel.account().key();
        return new ApiCall(
                "POST",
                "/api/v1/transmissions",
                Map.of("Content-Type", "application/json", "Accept", "application/json"),
                new ApiCall.Credential("Authorization", key),
                body(parcel, mail, recipient),
                List.of(recipient),
                false);
    }

    private static HttpBody body(Parcel parcel, HttpBody mail, Recipient recipient) {
        var around = Json.MAPPER.createObjectNode();
        around.putArray("recipients")
                .addObject()
                .putObject("address")
                .put("email", recipient.address().toString());
        around.putObject("metadata").put("facteur_mail", parcel.mailId());
        var text = around.toString();
        var before = text.substring(0, text.length() - 1) + ",\"content\":{\"email_rfc822\":\"";
        return WholeMail.joined(text(before), mail, text("\"}}"));
    }

    private static HttpBody text(String text) {
        return HttpBody.of(text.getBytes(UTF_8));
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return SparkPostAccount.inquiries(account);
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return SparkPostDomain.question(account, domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var results = answer.json().path("results");
        var id = results.path("id").asString("");
        if (answer.ok() && results.path("total_accepted_recipients").asInt(0) > 0) {
            return Said.taken("id: " + id).ofAll(call);
        }
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var error = answer.json().path("errors").path(0);
        if (error.isMissingNode()) {
            return Said.refused(answer.ok() ? REJECTED : "", answer.body());
        }
        var words =
                error.path("message").asString("") + " " + error.path("description").asString("");
        return Said.refused(error.path("code").asString(""), words.strip());
    }
}
