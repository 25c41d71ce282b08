package dev.facteur.deliver.http.postmark;

import dev.facteur.deliver.http.DomainAnswer;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Standing;
import dev.facteur.route.SenderRecords.Use;

/// The records of Postmark's domains (postmarkapp.com/developer/api/domains-api) are told to the
/// account's token only, and a route has the server's. The return path is the same for all.
final class PostmarkDomain {
    private PostmarkDomain() {}

    static Step question(String domain) {
        var wanted =
                new DomainAnswer(domain)
                        .add(Use.RETURN_PATH, "pm-bounces." + domain, "CNAME", "pm.mtasv.net")
                        .wanted();
        var words = "only the account's token may ask";
        return new Told(new SenderRecords(Standing.UNTOLD, wanted, words));
    }
}
