package dev.facteur.deliver.http.graph;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Base64Body;
import dev.facteur.deliver.http.HeaderRecipients;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.deliver.http.ProviderApi;
import dev.facteur.deliver.http.Said;
import dev.facteur.deliver.http.Unfit;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Microsoft Graph (learn.microsoft.com/graph/api/user-sendmail). It takes a mail whole, in base
/// 64, and sends to those whom its header names. It says no more than that it has it: no id, and
/// what becomes of it is told by mail to the mailbox, where a copy is kept among the sent ones.
public final class Graph implements ProviderApi {
    /// A call may have 4 MB, in base 64.
    private static final long MAX_BYTES = 3_000_000;

    private static final int ACCEPTED = 202;

    @Override
    public long maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException {
        var account = parcel.account();
        return List.of(
                        new ApiCall(
                                "POST",
                                path(account.user()) + "/sendMail",
                                Map.of("Content-Type", "text/plain"),
                                ApiCall.Credential.bearer(account.key()),
                                new Base64Body(HeaderRecipients.of(parcel)),
                                parcel.recipients(),
                                false))
                .iterator();
    }

    /// @param mailbox `""` for that of the person who agreed; a client in its own right names one
    private static String path(String mailbox) {
        if (mailbox.isEmpty()) return "/v1.0/me";
        return "/v1.0/users/" + URLEncoder.encode(mailbox, StandardCharsets.UTF_8);
    }

    @Override
    public List<Inquiry> inquiries(ApiAccount account) {
        return GraphAccount.inquiries(account, path(account.user()));
    }

    @Override
    public List<Said> said(ApiCall call, ApiAnswer answer) {
        if (answer.status() == ACCEPTED) {
            var request = answer.header("request-id");
            return Said.taken(request.isEmpty() ? "no id" : "request-id: " + request).ofAll(call);
        }
        return error(answer).ofAll(call);
    }

    @Override
    public Said error(ApiAnswer answer) {
        var error = answer.json().path("error");
        var code = error.path("code").asString("");
        return Said.refused(code, error.path("message").asString(answer.body()));
    }
}
