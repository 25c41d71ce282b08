package dev.facteur.bench;

import java.util.SplittableRandom;

/// The mails of a [MadeHistory], each a function of its number, for sites, people and words of
/// which some are far more frequent than others.
final class MadeMails {
    static final int SITES = 20;
    private static final int TAGS = 50;
    private static final int RARE_DOMAINS = 50_000;

    private static final String[] PROVIDERS = {
        "gmail.example", "outlook.example", "orange.example", "free.example", "yahoo.example"
    };
    private static final String[] SUBJECTS = {
        "Your order %d has been received",
        "Your order %d is on its way",
        "New order (%d) from a customer",
        "Password reset request %d",
        "[The shop] please moderate comment %d",
        "Votre commande %d est confirmée",
    };

    private final int people;

    /// @param people to whom the mails go, besides the sites' own
    MadeMails(int people) {
        this.people = people;
    }

    enum Fate {
        WAITS("queued"),
        DELIVERED("delivered"),
        CONFIRMED("delivered"),
        BOUNCED("delivered"),
        LATE("delivered"),
        FAILED("failed"),
        EXPIRED("expired"),
        SUPPRESSED("suppressed");

        private final String state;

        Fate(String state) {
            this.state = state;
        }

        String state() {
            return state;
        }

        boolean delivered() {
            return state.equals("delivered");
        }
    }

    /// @param tag `""` for none
    record Mail(
            int site,
            String sender,
            String recipient,
            String subject,
            String messageId,
            String tag,
            Fate fate) {}

    Mail number(int number) {
        var random = new SplittableRandom(number);
        int site = skewed(random, SITES) + 1;
        // Every fifth mail goes to the site's own people: orders, comments, forms.
        boolean inward = random.nextInt(5) == 0;
        var recipient = inward ? owner(site) : person(skewed(random, people));
        return new Mail(
                site,
                "shop@site-" + site + ".example",
                recipient,
                SUBJECTS[random.nextInt(SUBJECTS.length)].formatted(number),
                messageId(number, site),
                random.nextInt(10) < 3 ? tag(skewed(random, TAGS)) : "",
                fate(random.nextInt(100)));
    }

    /// From 0, the smaller the more often.
    private static int skewed(SplittableRandom random, int most) {
        double share = random.nextDouble();
        return (int) (share * share * share * most);
    }

    static String owner(int site) {
        return "orders@site-" + site + ".example";
    }

    static String person(int number) {
        var random = new SplittableRandom(~number);
        var domain =
                random.nextInt(10) < 8
                        ? PROVIDERS[skewed(random, PROVIDERS.length)]
                        : rareDomain(random.nextInt(RARE_DOMAINS));
        return "customer." + number + "@" + domain;
    }

    static String rareDomain(int number) {
        return "company-" + number + ".example";
    }

    static String tag(int number) {
        return "tag-" + number;
    }

    static String messageId(int number, int site) {
        var random = new SplittableRandom(number * 3L);
        return Long.toHexString(random.nextLong()) + "." + number + "@site-" + site + ".example";
    }

    private static Fate fate(int percent) {
        if (percent < 3) return Fate.FAILED;
        if (percent < 4) return Fate.EXPIRED;
        if (percent < 5) return Fate.SUPPRESSED;
        if (percent < 9) return Fate.LATE;
        if (percent < 11) return Fate.BOUNCED;
        return percent < 35 ? Fate.CONFIRMED : Fate.DELIVERED;
    }
}
