package dev.facteur.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// What people ask about a [MadeHistory], as paths of the REST API.
final class HistoryQuestions {
    /// Coprime to all numbers of mails, so that questions are spread over all of history.
    private static final long SPREAD = 7_919;

    private final MadeHistory history;
    private final MadeMails made;
    private final int mails;

    HistoryQuestions(MadeHistory history, MadeMails made, int mails) {
        this.history = history;
        this.made = made;
        this.mails = mails;
    }

    /// @param path the n-th time it is asked, from 0: about another mail, where it is about one
    record Question(String name, IntFunction<String> path) {}

    List<Question> all() {
        var all = new ArrayList<Question>();
        all.add(new Question("a mail's timeline", n -> "/v1/mails/" + history.id(some(n))));
        all.add(search("recipient: somebody", n -> "recipient=" + mail(n).recipient()));
        all.add(search("recipient: a shop's owner", n -> "recipient=" + owner(n)));
        all.add(search("recipient: nobody", n -> "recipient=nobody-" + n + "@gmail.example"));
        all.add(search("recipient and site", n -> "site=site-1&recipient=" + mail(n).recipient()));
        all.add(search("recipient and state", n -> "state=expired&recipient=" + owner(n)));
        all.add(search("domain: frequent", _ -> "recipient=@outlook.example"));
        all.add(search("domain: rare", n -> "recipient=@" + MadeMails.rareDomain(n * 31)));
        all.add(search("tag: frequent", n -> "tag=" + MadeMails.tag(n % 3)));
        all.add(search("tag: rare", n -> "tag=" + MadeMails.tag(49 - n % 3)));
        all.add(search("tag and state", n -> "state=expired&tag=" + MadeMails.tag(49 - n % 3)));
        all.add(search("state: failed", _ -> "state=failed"));
        all.add(search("state: queued", _ -> "state=queued"));
        all.add(search("state: held, none is", _ -> "state=held"));
        all.add(search("site: a small one", _ -> "site=site-20"));
        all.add(search("site and state", _ -> "site=site-20&state=expired"));
        all.add(search("subject: frequent", _ -> "subject=password"));
        all.add(search("subject: one mail", n -> "subject=" + some(n)));
        all.add(search("subject: nowhere", n -> "subject=nothing+" + n));
        all.add(search("sender: a site's", n -> "sender=shop@site-" + (1 + n % 20) + ".example"));
        all.add(search("sender: nobody", _ -> "sender=nobody@example.net"));
        all.add(search("Message-ID", n -> "message_id=" + mail(n).messageId()));
        all.add(search("a time", n -> "until=" + history.time(some(n))));
        all.add(search("a time and state", n -> "state=failed&until=" + history.time(some(n))));
        return all;
    }

    private static Question search(String name, IntFunction<String> query) {
        return new Question(name, n -> "/v1/mails?" + query.apply(n));
    }

    private int some(int n) {
        return (int) ((n + 1) * SPREAD * SPREAD % mails);
    }

    private MadeMails.Mail mail(int n) {
        return made.number(some(n));
    }

    private static String owner(int n) {
        return MadeMails.owner(1 + n % MadeMails.SITES);
    }
}
