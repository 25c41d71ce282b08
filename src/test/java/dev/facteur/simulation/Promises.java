package dev.facteur.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What must hold once a world has come to rest, whatever happened in it.
final class Promises {
    private static final List<String> FINAL =
            List.of("delivered", "failed", "expired", "cancelled", "suppressed");

    private static final Pattern LINK =
            Pattern.compile("https://" + Letter.LINKS + "/c/([A-Za-z0-9_-]+)");
    private static final Pattern IMAGE =
            Pattern.compile("<img src=\"https://" + Letter.LINKS + "/o/[^>]*>");

    private static final List<String> BAD_NEWS = List.of("failed", "expired");

    /// A submission is known again for a day; the clock is set back by minutes in between.
    private static final Duration REPEATS = Duration.ofHours(23);

    private final Weather weather;
    private final Ledger ledger;
    private final Website website;
    private final Provider provider;
    private final boolean holds;
    private final List<String> broken = new ArrayList<>();

    /// @param holds whether uncertain mail waits for somebody instead of being tried again
    Promises(Weather weather, Ledger ledger, Website website, Provider provider, boolean holds) {
        this.weather = weather;
        this.ledger = ledger;
        this.website = website;
        this.provider = provider;
        this.holds = holds;
    }

    /// What does not hold, in words.
    List<String> broken() {
        broken.addAll(provider.complaints());
        for (var letter : website.acknowledged()) {
            if (ledger.accepted(letter.messageId()).isEmpty()) {
                broken.add(letter.messageId() + " was acknowledged and is lost");
            }
        }
        for (var letter : website.letters()) repeatsAreRecognised(letter);
        var recipients = ledger.recipients();
        if (weather.soundDisk()) failuresAreReported(recipients);
        for (var recipient : recipients) endsOnce(recipient);
        nobodyGetsItTwice(recipients);
        for (var taken : provider.taken()) isWhatWasSubmitted(taken);
        for (var mail : ledger.missed()) {
            broken.add(mail + " was forgotten before it had ended");
        }
        for (var fault : ledger.ownFaults()) broken.add("an attempt met " + fault);
        return broken;
    }

    private void repeatsAreRecognised(Letter letter) {
        var accepted = ledger.accepted(letter.messageId());
        for (int i = 1; i < accepted.size(); i++) {
            if (Duration.between(accepted.get(i - 1), accepted.get(i)).compareTo(REPEATS) >= 0) {
                continue;
            }
            broken.add(letter.messageId() + " was accepted at each of " + accepted);
        }
    }

    private void failuresAreReported(List<Ledger.Row> recipients) {
        for (var letter : website.letters()) {
            boolean failed =
                    recipients.stream()
                            .filter(one -> one.messageId().equals(letter.messageId()))
                            .anyMatch(one -> BAD_NEWS.contains(one.state()));
            if (failed && ledger.reportsTo(letter.sender().toString()) == 0) {
                broken.add(letter.sender() + " was not told of what failed");
            }
        }
    }

    private void endsOnce(Ledger.Row recipient) {
        var state = recipient.state();
        var events = recipient.events();
        int since = events.lastIndexOf("retried") + 1;
        var ends = events.subList(since, events.size()).stream().filter(FINAL::contains).toList();
        boolean well =
                state.equals("held")
                        ? holds && ends.isEmpty()
                        : ends.equals(List.of(state)) && events.getLast().equals(state);
        boolean justified =
                switch (state) {
                    case "delivered" -> taken(recipient) > 0;
                    // An address that was refused for good is not written to again.
                    case "failed", "suppressed" -> provider.refused(recipient.address());
                    case "expired" -> recipient.lastAt() >= recipient.expiresAt();
                    default -> true;
                };
        if (!well || !justified) broken.add(recipient + " ends as it must not");
    }

    private long taken(Ledger.Row recipient) {
        return provider.taken().stream()
                .filter(one -> one.recipients().contains(recipient.address()))
                .filter(one -> Letter.messageId(one.content()).equals(recipient.messageId()))
                .count();
    }

    /// Once, and once more for each time that the history says it may have been.
    private void nobodyGetsItTwice(List<Ledger.Row> recipients) {
        var allowed =
                recipients.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Promises::who, Collectors.summingLong(this::mayArrive)));
        for (var recipient : recipients) {
            long times = taken(recipient);
            long most = allowed.getOrDefault(who(recipient), 0L);
            if (times <= most) continue;
            broken.add("%s got it %d times, not %d".formatted(who(recipient), times, most));
        }
    }

    private static String who(Ledger.Row recipient) {
        return recipient.address() + " of " + recipient.messageId();
    }

    private long mayArrive(Ledger.Row recipient) {
        var explains = holds ? "retried" : "uncertain";
        return 1 + recipient.events().stream().filter(explains::equals).count();
    }

    private void isWhatWasSubmitted(Provider.Taken taken) {
        var messageId = Letter.messageId(taken.content());
        for (var letter : website.letters()) {
            if (!letter.messageId().equals(messageId)) continue;
            var body = Letter.body(taken.content());
            if (letter.counted()) body = withItsOwnLink(messageId, body);
            if (!body.equals(Letter.body(letter.content()))) {
                broken.add(messageId + " has arrived changed");
            }
        }
    }

    /// With the link as its author wrote it, and without the image.
    private String withItsOwnLink(String messageId, String body) {
        var link = LINK.matcher(body);
        if (!link.find() || !IMAGE.matcher(body).find()) {
            broken.add(messageId + " has arrived with a link that is not counted");
            return body;
        }
        // design/tracking.md, "A link": who made it, the mail's id, two numbers, the target.
        var token = ByteBuffer.wrap(Base64.getUrlDecoder().decode(link.group(1)));
        if (!ledger.ids(messageId).contains(token.getLong(16))) {
            broken.add(messageId + " has arrived with the link of another mail");
        }
        var target = US_ASCII.decode(token.position(30)).toString();
        return IMAGE.matcher(link.replaceFirst(target)).replaceFirst("");
    }
}
