package dev.facteur.submit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import org.junit.jupiter.api.Test;

final class HeapRoomTest {
    private static final int ROOM = 1_000_000;
    private static final int LARGE = 900_000;
    private static final int SMALL = 200_000;

    private final HeapRoom room = new HeapRoom(ROOM);

    @Test
    void smallRequestNeverMeetsALargeOne() {
        try (var large = room.share();
                var small = room.share()) {
            assertThat(large.holds(LARGE)).isTrue();
            assertThat(small.holds(SMALL)).isTrue();
        }
    }

    @Test
    void ofTwoLargeRequestsTheFirstGetsThrough() {
        try (var second = room.share()) {
            try (var first = room.share()) {
                assertThat(first.holds(LARGE)).isTrue();
                assertThat(second.holds(LARGE)).isFalse();
                assertThat(first.holds(LARGE)).isTrue();
            }
            assertThat(second.holds(LARGE)).isTrue();
        }
        try (var later = room.share()) {
            assertThat(later.holds(LARGE)).isTrue();
        }
    }

    @Test
    void requestThatSaysHowLargeItIsIsRefusedBeforeItIsRead() throws Exception {
        try (var first = room.share();
                var second = room.share();
                var body = new HeldBody(InputStream.nullInputStream(), LARGE, second)) {
            body.expect(-1);
            body.expect(SMALL);
            assertThatThrownBy(() -> body.expect(LARGE + 1)).isInstanceOf(HeldBody.Ended.class);
            assertThat(first.holds(LARGE)).isTrue();
            assertThatThrownBy(() -> body.expect(LARGE)).isInstanceOf(HeldBody.Ended.class);
        }
    }
}
