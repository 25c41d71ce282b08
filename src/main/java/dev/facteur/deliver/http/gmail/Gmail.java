package dev.facteur.deliver.http.gmail;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeaderRecipients;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Unfit;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The API of Gmail
/// (developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send). It takes a
/// mail whole, and sends to those whom its header names. A From that is not an address of the
/// account is replaced by the account's, as by SMTP.
public final class Gmail implements ProviderApi {
    /// What an upload may have.
    private static final long MAX_BYTES = 35_000_000;

    private static final String PATH = "/upload/gmail/v1/users/me/messages/send?uploadType=media";

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        return List.of(
                        new ApiCall(
                                "POST",
                                PATH,
                                Map.of(
                                        "Content-Type",
                                        "message/rfc822",
                                        "Accept",
                                        "application/json"),
                                ApiCall.Credential.bearer(parcel.account().key()),
                                HeaderRecipients.of(parcel),
                                parcel.recipients(),
                                false))
                .iterator();
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return GmailAccount.inquiries(account);
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        var id = answer.json().path("id").asString("");
        if (answer.ok() && !id.isEmpty()) return Said.taken("id: " + id).ofAll(call);
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var error = answer.json().path("error");
        // The list names the reason; newer answers have the status alone.
        var reason = error.path("errors").path(0).path("reason").asString("");
        if (reason.isEmpty()) reason = error.path("status").asString("");
        return Said.refused(reason, error.path("message").asString(answer.body()));
    }
}
