package dev.facteur.deliver.http;

import dev.facteur.route.SenderRecords;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/// The HTTP API of a provider: how a mail is handed to it, and what it answers. Knows nothing of
/// connections. Safe for use by many threads.
public interface ProviderApi {
    /// The largest mail it takes, in bytes as they are kept; no larger one is read.
    long maxBytes();

    /// The calls that carry a mail, each recipient in exactly one; made one after the other, and
    /// their bodies only then.
    ///
    /// @throws Unfit when it would not carry the mail as it is
    /// @throws IOException when the kept bytes cannot be read
    Iterator<ApiCall> calls(Parcel parcel) throws Unfit, IOException;

    /// What an answer says, of each of the call's recipients in their order.
    List<Said> said(ApiCall call, ApiAnswer answer);

    /// What an answer says that is none of its successes.
    default Said error(ApiAnswer answer) {
        return Said.refused("", answer.body());
    }

    /// The questions that tell how the account of a route stands; none where its API has no
    /// answers.
    default List<Inquiry> inquiries(ApiAccount account) {
        return List.of();
    }

    /// The provider's own lists of addresses that it drops mail to; none where its API does not
    /// tell.
    default List<HeldList> lists(ApiAccount account, String address) {
        return List.of();
    }

    /// The first page of each of those lists that hold mail back, to be fetched whole.
    default List<ListPage.Question> wholeLists(ApiAccount account) {
        return List.of();
    }

    /// How to find out which records the provider wants in the DNS of a sender domain.
    ///
    /// @param domain A-labels, lower case
    default DomainQuestion.Step senderDomain(ApiAccount account, String domain) {
        return new DomainQuestion.Told(SenderRecords.untold(""));
    }
}
