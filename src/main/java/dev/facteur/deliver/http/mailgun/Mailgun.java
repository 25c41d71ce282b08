package dev.facteur.deliver.http.mailgun;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.HeldList;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.ListPage;
import dev.facteur.deliver.http.LossSaying;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Unfit;
import dev.facteur.deliver.http.WholeMail;
import dev.facteur.platform.http.HttpBody;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Mailgun's API (documentation.mailgun.com). It takes a mail whole, with the recipients of the
/// envelope beside it. A wrong address of the API is answered by 200 as well.
public final class Mailgun implements ProviderApi {
    private static final long MAX_BYTES = 25_000_000;
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9.-]+");

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit {
        var account = parcel.account();
        var domain = account.user();
        if (!isDomain(domain)) {
            throw new Unfit(LossSaying.LOST_ALL_NO_DOMAIN.with());
        }
        var mail = new WholeMail(parcel);
        mail.requireAsciiAddresses();
        var boundary = boundary(parcel);
        return List.of(
                        new ApiCall(
                                "POST",
                                "/v3/" + domain + "/messages.mime",
                                Map.of("Content-Type", "multipart/form-data; boundary=" + boundary),
                                ApiCall.Credential.basic("api", account.key()),
                                form(parcel, mail, boundary),
                                parcel.recipients(),
                                false))
                .iterator();
    }

    static boolean isDomain(String text) {
        return DOMAIN.matcher(text).matches();
    }

    /// Nobody who writes a mail can guess it, so that no mail can add fields to the form.
    private static String boundary(Parcel parcel) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(parcel.account().key().reveal().getBytes(UTF_8));
            digest.update(parcel.mailId().getBytes(UTF_8));
            return "facteur-" + HexFormat.of().formatHex(digest.digest(), 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// RFC 7578 §4.
    private static HttpBody form(Parcel parcel, HttpBody mail, String boundary) {
        var to =
                parcel.recipients().stream()
                        .map(each -> each.address().toString())
                        .collect(Collectors.joining(", "));
        var before =
                field(boundary, "to", to)
                        + field(boundary, "v:facteur_mail", parcel.mailId())
                        + head(boundary, "message\"; filename=\"mail.eml")
                        + "Content-Type: message/rfc822\r\n\r\n";
        var after = "\r\n--" + boundary + "--\r\n";
        return WholeMail.joined(text(before), mail, text(after));
    }

    private static String field(String boundary, String name, String value) {
        return head(boundary, name) + "\r\n" + value + "\r\n";
    }

    private static String head(String boundary, String name) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n";
    }

    private static HttpBody text(String text) {
        return HttpBody.of(text.getBytes(UTF_8));
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return MailgunAccount.inquiries(account);
    }

    @Override
    public List<HeldList> lists(ApiAccount account, String address) {
        return MailgunLists.of(account, address);
    }

    @Override
    public List<ListPage.Question> wholeLists(ApiAccount account) {
        return MailgunLists.whole(account);
    }

    @Override
    public DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return MailgunDomain.question(account, domain);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var json = answer.json();
        var message = json.path("message").asString(answer.body());
        if (answer.ok() && message.startsWith("Queued")) {
            return Said.taken("id: " + json.path("id").asString("")).ofAll(call);
        }
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        return Said.refused("", answer.json().path("message").asString(answer.body()));
    }
}
