package dev.facteur.alert;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the channels what begins and what ends: one message holds all that a channel does not know
/// yet, and an hour has a limit. A channel that takes nothing is tried again, less and less often,
/// and holds up no other.
///
/// A round twice a minute looks at what is wrong. Each channel is told on a thread of its own, one
/// message at a time.
public final class Alerts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TO_END = Duration.ofSeconds(5);

    private static final List<Duration> WAITS =
            List.of(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofMinutes(30),
                    HOUR);

    private final Stages stages;
    private final int perHour;
    private final Clock clock;
    private final Rounds rounds;
    private final Map<Long, Thread> telling = new ConcurrentHashMap<>();

    /// What there is to see, and the ways to tell it.
    ///
    /// @param gateway its name
    public record Stages(
            String gateway,
            Tally tally,
            Watching watching,
            Conditions conditions,
            Channels channels,
            Posts posts,
            ByHttp http,
            ByMail mail) {}

    /// @param perHour messages to one channel
    public Alerts(Stages stages, int perHour, Clock clock) {
        this.stages = stages;
        this.perHour = perHour;
        this.clock = clock;
        this.rounds = new Rounds("alerts", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    /// Looks at once.
    public void wake() {
        rounds.wake();
    }

    /// Looks, and begins to tell what is to be told.
    ///
    /// @return when to look again
    Duration round() {
        try {
            stages.tally.count();
            stages.conditions.meet(stages.watching.look(), clock.now());
            tell();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what there is to alert of could not be kept, and is looked at again");
        }
        return PAUSE;
    }

    /// Whether somebody is being told something this moment.
    boolean isTelling() {
        return !telling.isEmpty();
    }

    private void tell() {
        for (var channel : stages.channels.all()) {
            if (rounds.closing()) return;
            if (telling.containsKey(channel.id()) || !isDue(channel)) continue;
            // Within the map's lock, so that a thread that ends at once is not put in after that.
            telling.compute(
                    channel.id(), (id, _) -> Threads.virtual("alert channel", () -> run(id)));
        }
    }

    private boolean isDue(Channel channel) {
        var now = clock.now();
        var trouble = channel.trouble();
        if (trouble != null && trouble.next().isAfter(now)) return false;
        boolean full = channel.hour().messages() >= perHour;
        return !full || !now.isBefore(channel.hour().from().plus(HOUR));
    }

    private void run(long id) {
        try {
            var channel = stages.channels.withId(id);
            if (channel.isPresent()) tellNews(channel.get());
        } catch (StorageException | JdbiException trouble) {
            LOG.atError()
                    .addKeyValue("reason", trouble.getMessage())
                    .log("what an alert channel was told could not be kept; it is told again");
        } finally {
            telling.remove(id);
        }
    }

    private void tellNews(Channel channel) throws StorageException {
        var notices = stages.conditions.after(channel.position());
        if (notices.isEmpty()) return;
        long position = notices.getLast().id();
        var bulletin = Bulletin.of(stages.gateway, notices);
        var texts = BulletinTexts.in(channel.language());
        var message = bulletin.message(texts);
        var program = Told.of(bulletin, message, texts, clock.now());
        var id = "alert_%d_%d".formatted(channel.id(), position);
        var about = routes(notices.stream().map(Notice::condition));
        var answer = send(channel.target(), id, message, program, about);
        // A call that was cut short by our own end says nothing of the channel.
        if (!answer.taken() && rounds.closing()) return;
        note(channel, position, answer);
    }

    /// Tells it once that nothing is wrong, however many messages it had.
    public Answer test(Channel channel) throws StorageException {
        var texts = BulletinTexts.in(channel.language());
        var title = texts.text("test.title", stages.gateway);
        var text = new Message.Section(texts.text("test.text", channel.name()), List.of());
        var message = new Message(title, title, List.of(text));
        var now = clock.now();
        var id = "alert_%d_test_%d".formatted(channel.id(), now.toEpochMilli());
        var program = Told.test(stages.gateway, message, now);
        var answer = send(channel.target(), id, message, program, Set.of());
        note(channel, channel.position(), answer);
        return answer;
    }

    /// @param about routes that it tells of, also that they are well again
    private Answer send(
            Target target, String id, Message message, Told program, Set<String> about) {
        var posts = stages.posts;
        return switch (target) {
            case Target.Slack slack -> stages.http.send(posts.slack(slack, message));
            case Target.Discord discord -> stages.http.send(posts.discord(discord, message));
            case Target.Teams teams -> stages.http.send(posts.teams(teams, message));
            case Target.Telegram telegram -> stages.http.send(posts.telegram(telegram, message));
            case Target.Webhook webhook -> stages.http.send(posts.webhook(webhook, id, program));
            case Target.Mail mail ->
                    stages.mail.send(mail, id, message, new ByMail.Avoiding(troubled(), about));
        };
    }

    /// Routes that something is wrong with.
    private Set<String> troubled() {
        return routes(stages.conditions.standing().stream().map(Conditions.Standing::condition));
    }

    private static Set<String> routes(Stream<Condition> conditions) {
        return conditions
                .map(Condition::route)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void note(Channel channel, long position, Answer answer) throws StorageException {
        var now = clock.now();
        if (answer.taken()) {
            boolean newHour = !now.isBefore(channel.hour().from().plus(HOUR));
            var from = newHour ? now : channel.hour().from();
            int before = newHour ? 0 : channel.hour().messages();
            stages.channels.told(channel, position, new Channel.Hour(from, before + 1));
            return;
        }
        var before = channel.trouble();
        var since = before == null ? now : before.since();
        int calls = before == null ? 1 : before.calls() + 1;
        var next = now.plus(wait(calls, answer));
        var trouble = new Channel.Trouble(since, calls, next, answer.trouble());
        stages.channels.failed(channel, trouble);
        if (before == null) {
            LOG.atWarn()
                    .addKeyValue("channel", channel.name())
                    .addKeyValue("reason", answer.trouble())
                    .log("an alert channel takes nothing and is tried again");
        }
    }

    private static Duration wait(int calls, Answer answer) {
        var usual = WAITS.get(Math.min(calls, WAITS.size()) - 1);
        var wish = answer.again();
        return wish == null || wish.compareTo(usual) < 0 ? usual : wish;
    }

    @Override
    public void close() {
        rounds.close();
        var threads = List.copyOf(telling.values());
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                var _ = clock.join(thread, TO_END);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
