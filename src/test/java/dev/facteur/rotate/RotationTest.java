package dev.facteur.rotate;

import static dev.facteur.rotate.RotationScene.LOOK;
import static dev.facteur.rotate.RotationScene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.KeyState;
import dev.facteur.account.Objection;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

/// Keys that a domain's owner publishes himself.
class RotationTest {
    @TempDir Path folder;
    private RotationScene scene;

    @BeforeEach
    void open() throws Exception {
        scene = new RotationScene(folder);
        scene.add(false);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void prepare() throws Exception {
        scene.keys.prepare(SHOP, true, null);
    }

    private void publishNext() throws Exception {
        scene.publish(scene.domain().keysIn(KeyState.Next.class));
    }

    @Test
    void aNextKeyWhoseRecordIsNotThereNeverSigns() throws Exception {
        prepare();
        for (int i = 0; i < 50; i++) scene.after(Duration.ofHours(6));
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
    }

    @Test
    void aNextKeySignsAtTheSecondLookThatSeesIt() throws Exception {
        prepare();
        publishNext();
        scene.round();
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
        scene.after(LOOK.minusSeconds(1));
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
        scene.after(Duration.ofSeconds(1));
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("f20260601be", "f20260601br");
        assertThat(scene.in(KeyState.Retiring.class)).containsExactly("f20260601e", "f20260601r");
    }

    @Test
    void aRecordThatIsGoneAgainAtTheSecondLookBeginsAnew() throws Exception {
        prepare();
        publishNext();
        scene.round();
        for (var key : scene.domain().keysIn(KeyState.Next.class)) {
            scene.zone.without(key.recordName() + ".");
        }
        scene.after(LOOK);
        publishNext();
        scene.after(LOOK);
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
        scene.after(LOOK);
        assertThat(scene.in(KeyState.Signing.class)).contains("f20260601br");
    }

    @Test
    void aServerThatFailsIsNoSight() throws Exception {
        prepare();
        publishNext();
        for (var key : scene.domain().keysIn(KeyState.Next.class)) {
            scene.zone.broken(key.recordName() + ".", Rcode.SERVFAIL);
        }
        scene.settle();
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
    }

    @Test
    void anotherKeyAtItsNameIsNoSight() throws Exception {
        prepare();
        for (var key : scene.domain().keysIn(KeyState.Next.class)) {
            scene.publish(key.recordName(), "v=DKIM1; k=rsa; p=AAAA");
        }
        scene.settle();
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
    }

    @Test
    void aRestartBetweenTheLooksForgetsNothing() throws Exception {
        prepare();
        publishNext();
        scene.round();
        scene.restart();
        scene.after(LOOK);
        assertThat(scene.in(KeyState.Signing.class)).contains("f20260601br");
    }

    @Test
    void byHandAKeyWaitsForItsOperator() throws Exception {
        scene.keys.prepare(SHOP, false, null);
        publishNext();
        scene.settle();
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
        scene.rotation().activate(SHOP, false);
        assertThat(scene.in(KeyState.Signing.class)).contains("f20260601br");
    }

    @Test
    void anOperatorWhoIsTooEarlyIsToldWhoDoesNotSeeTheRecord() throws Exception {
        prepare();
        assertThatThrownBy(() -> scene.rotation().activate(SHOP, false))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("ns1.shop.example (192.0.2.53), the resolver")
                .hasMessageContaining("--force");
        assertThat(scene.in(KeyState.Next.class)).hasSize(2);
    }

    @Test
    void anOperatorWhoInsistsHasHisWay() throws Exception {
        prepare();
        scene.rotation().activate(SHOP, true);
        assertThat(scene.in(KeyState.Signing.class)).contains("f20260601br");
        assertThatThrownBy(() -> scene.rotation().activate(SHOP, true))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("no next keys");
    }

    @Test
    void theRecordBeforeStaysForAWeekAndIsThenNamedUntilItIsGone() throws Exception {
        scene.publish(scene.domain().keys());
        prepare();
        publishNext();
        scene.settle();
        scene.after(Duration.ofDays(7).minus(LOOK).minusSeconds(1));
        assertThat(scene.in(KeyState.Retiring.class)).hasSize(2);
        scene.after(LOOK);
        assertThat(scene.in(KeyState.Retired.class)).containsExactly("f20260601e", "f20260601r");
        assertThat(scene.events())
                .containsExactly(
                        "domain-added", "keys-made", "keys-switched", "key-retired", "key-retired");

        scene.zone.without("f20260601r._domainkey.shop.example.");
        scene.after(Duration.ofDays(1));
        assertThat(scene.in(KeyState.Retired.class)).containsExactly("f20260601e");
        scene.zone.without("f20260601e._domainkey.shop.example.");
        scene.after(Duration.ofDays(1));
        assertThat(scene.in(KeyState.Retired.class)).isEmpty();
        assertThat(scene.events()).hasSize(5);
    }

    @Test
    void oneKeyThatIsPublishedDoesNotWaitForTheOther() throws Exception {
        prepare();
        scene.publish(
                scene.domain().keysIn(KeyState.Next.class).stream()
                        .filter(key -> key.selector().endsWith("r"))
                        .toList());
        scene.settle();
        assertThat(scene.in(KeyState.Signing.class)).containsExactly("f20260601br", "f20260601e");
        assertThat(scene.in(KeyState.Next.class)).containsExactly("f20260601be");
    }

    @Test
    void keysOfOwnersDoNotChangeByThemselves() throws Exception {
        scene.after(Duration.ofDays(400));
        assertThat(scene.in(KeyState.Signing.class)).hasSize(2);
        assertThat(scene.domain().keys()).hasSize(2);
    }
}
