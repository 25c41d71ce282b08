package dev.facteur.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.MailId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Instant DELIVERED = Instant.parse("2026-06-01T08:00:00Z");
    private static final Tracked ANNA = new Tracked(new MailId(1), 0);
    private static final Tracked ALL = new Tracked(new MailId(1), null);

    private static Hit click(Tracked whose, int link, double seconds) {
        return new Hit(whose, after(seconds), link, "shop.example", Reader.PERSON);
    }

    private static Instant after(double seconds) {
        return DELIVERED.plusMillis((long) (seconds * 1000));
    }

    private static Reader reader(Hit hit, Hit... others) {
        return Settling.reader(hit, List.of(others), DELIVERED);
    }

    @Test
    void whoIsQuickerThanAPersonReadsIsNone() {
        assertThat(reader(click(ANNA, 0, 4.9))).isEqualTo(Reader.machine("too-early"));
        assertThat(reader(click(ANNA, 0, -1))).isEqualTo(Reader.machine("too-early"));
        assertThat(reader(click(ANNA, 0, 5))).isEqualTo(Reader.PERSON);
        assertThat(Settling.reader(click(ANNA, 0, 1), List.of(), null)).isEqualTo(Reader.PERSON);
        var opened = new Hit(ANNA, after(1.9), null, "", Reader.PERSON);
        assertThat(reader(opened)).isEqualTo(Reader.machine("too-early"));
        var gmail = new Hit(ANNA, after(1.9), null, "", new Reader(false, "gmail"));
        assertThat(reader(gmail)).isEqualTo(gmail.reader());
    }

    @Test
    void whoFollowsThreeLinksAtOnceFollowsAllOfThem() {
        var three = new Hit[] {click(ANNA, 0, 60), click(ANNA, 1, 61), click(ANNA, 2, 69)};
        for (var hit : three)
            assertThat(reader(hit, three)).isEqualTo(Reader.machine("many-links"));
        var same = new Hit[] {click(ANNA, 0, 60), click(ANNA, 0, 61), click(ANNA, 1, 62)};
        assertThat(reader(same[0], same)).isEqualTo(Reader.PERSON);
        var slowly = new Hit[] {click(ANNA, 0, 60), click(ANNA, 1, 75), click(ANNA, 2, 90)};
        assertThat(reader(slowly[1], slowly)).isEqualTo(Reader.PERSON);
    }

    @Test
    void recipientsWhoShareTheirLinksMayFollowThemAtOnce() {
        var three = new Hit[] {click(ALL, 0, 60), click(ALL, 1, 61), click(ALL, 2, 62)};
        assertThat(reader(three[0], three)).isEqualTo(Reader.PERSON);
    }

    @Test
    void withinAnHourTheSameIsOneEvent() {
        var id = Settling.id(click(ANNA, 0, 60), Reader.PERSON);
        assertThat(Settling.id(click(ANNA, 0, 3000), Reader.PERSON)).isEqualTo(id);
        assertThat(Settling.id(click(ANNA, 0, 3700), Reader.PERSON)).isNotEqualTo(id);
        assertThat(Settling.id(click(ANNA, 1, 60), Reader.PERSON)).isNotEqualTo(id);
        assertThat(Settling.id(click(ANNA, 0, 60), Reader.machine("head"))).isNotEqualTo(id);
    }
}
