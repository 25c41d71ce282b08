package dev.facteur.deliver.http.ses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Base64Body;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.LossSaying;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.deliver.http.WholeMail;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/// Amazon SES, API version 2 (docs.aws.amazon.com/ses/latest/APIReference-V2). It takes a mail
/// whole, in base 64, with 7-bit parts only. Each recipient has a call, since its events do not
/// tell of whom they are, and one that is refused would take the others along.
public final class Ses implements ProviderApi {
    /// 40 MB as MIME.
    private static final long MAX_BYTES = 40_000_000;

    private static final String PATH = "/v2/email/outbound-emails";

    private final Clock clock;

    public Ses(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var account = parcel.account();
        if (account.region().isEmpty()) throw new Unfit(LossSaying.LOST_ALL_NO_REGION.with());
        var mail = new WholeMail(parcel);
        mail.requireAsciiAddresses();
        mail.requireAsciiBytes();
        var signature = new AwsSignature(account, clock);
        return parcel.recipients().stream()
                .map(each -> call(parcel, mail, each, signature))
                .iterator();
    }

    private static ApiCall call(
            Parcel parcel, HttpBody mail, Recipient recipient, AwsSignature signature) {
        var body = body(parcel, mail, recipient);
        var signed = signature.of("POST", PATH, body);
        return new ApiCall(
                "POST",
                PATH,
                signed.headers(),
                signed.authorization(),
                body,
                List.of(recipient),
                false);
    }

    private static HttpBody body(Parcel parcel, HttpBody mail, Recipient recipient) {
        var around = Json.MAPPER.createObjectNode();
        around.putObject("Destination").putArray("ToAddresses").add(recipient.address().toString());
        around.putArray("EmailTags")
                .addObject()
                .put("Name", "facteur_mail")
                .put("Value", parcel.mailId());
        var text = around.toString();
        var before = text.substring(0, text.length() - 1) + ",\"Content\":{\"Raw\":{\"Data\":\"";
        return WholeMail.joined(text(before), new Base64Body(mail), text("\"}}}"));
    }

    private static HttpBody text(String text) {
        return HttpBody.of(text.getBytes(UTF_8));
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return SesAccount.inquiries(new AwsSignature(account, clock));
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return SesDomain.question(new AwsSignature(account, clock), account.region(), domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var id = answer.json().path("MessageId").asString("");
        if (answer.ok() && !id.isEmpty()) return Said.taken("MessageId: " + id).ofAll(call);
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var json = answer.json();
        var message = json.path("message").asString(json.path("Message").asString(answer.body()));
        return Said.refused(type(answer), message);
    }

    /// `MessageRejected:http://internal…` in the header, or `…#MessageRejected` in the body.
    private static String type(ApiAnswer answer) {
        var type = answer.header("x-amzn-errortype");
        if (type.isEmpty()) type = answer.json().path("__type").asString("");
        int colon = type.indexOf(':');
        if (colon >= 0) type = type.substring(0, colon);
        return type.substring(type.indexOf('#') + 1);
    }
}
