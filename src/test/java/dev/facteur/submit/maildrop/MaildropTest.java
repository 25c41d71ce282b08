package dev.facteur.submit.maildrop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.LocalOwner;
import dev.facteur.account.Site;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.submit.SiteLimitReached;
import dev.facteur.submit.Submitter;
import dev.facteur.submit.Terms;
import dev.facteur.testkit.ListReception;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.OneCredential;
import dev.facteur.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaildropTest {
    private static final Duration LIFETIME = Duration.ofDays(2);
    private static final String CONTENT = "Subject: Hello\r\n\r\nText\r\n";

    @TempDir Path folder;
    private final ManualClock clock = new ManualClock();
    private final ListReception reception = new ListReception();
    private Path maildrop = Path.of("");
    private @Nullable Site site = OneCredential.SITE;

    @BeforeEach
    void makeMaildrop() throws IOException {
        maildrop = Files.createDirectories(folder.resolve("maildrop"));
    }

    @Test
    void droppedMailIsTakenInOnceAndItsFileDeleted() throws IOException {
        drop("one", "shop@shop.example", "a@example.net");
        assertThat(takeIn(reception)).isTrue();
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept())
                .singleElement()
                .satisfies(mail -> {
                    assertThat(mail.content()).isEqualTo(CONTENT);
                    assertThat(mail.envelope().senderText()).isEqualTo("shop@shop.example");
                    assertThat(mail.submitter().credential()).isNull();
                });
        assertThat(files(maildrop)).isEmpty();
    }

    @Test
    void unfinishedFileIsLeftAloneAndRemovedAfterADay() throws IOException {
        drop("one", "shop@shop.example", "a@example.net");
        var unfinished = maildrop.resolve("one.unfinished");
        Files.move(maildrop.resolve("one.mail"), unfinished);
        Files.setLastModifiedTime(unfinished, FileTime.from(clock.now()));
        takeIn(reception);
        assertThat(unfinished).exists();
        assertThat(reception.kept()).isEmpty();
        clock.advance(Duration.ofHours(25));
        takeIn(reception);
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void refusedMailIsPutBesideTheMaildropWithTheReason() throws IOException {
        drop("bad", "shop@shop.example", "a@example.net", "REFUSE ME\r\n");
        drop("good", "shop@shop.example", "a@example.net");
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept()).hasSize(1);
        assertThat(files(maildrop)).isEmpty();
        var refused = folder.resolve("refused");
        assertThat(files(refused)).containsExactly("bad.mail", "bad.mail.why");
        assertThat(refused.resolve("bad.mail.why")).content().contains("no such mail");
    }

    @Test
    void troubleOfTheGatewayLeavesEverythingWhereItIs() throws IOException {
        drop("one", "shop@shop.example", "a@example.net");
        drop("two", "shop@shop.example", "a@example.net");
        assertThat(takeIn(refusing(new Rejected(452, "4.3.1", "no room")))).isFalse();
        assertThat(files(maildrop)).containsExactly("one.mail", "two.mail");
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept()).hasSize(2);
    }

    @Test
    void mailBeyondItsSitesLimitWaitsForItAndHoldsUpNoOther() throws IOException {
        drop("many", "shop@shop.example", "a@example.net");
        dropAgain("many", 1_099);
        var limit = new SiteLimitReached("shop", 20, "minute", Duration.ofMinutes(10));
        var door = maildrop(refusing(limit));
        for (int round = 0; round < 3; round++) assertThat(door.takeIn()).isTrue();
        assertThat(files(maildrop)).hasSize(1_100);
        assertThat(folder.resolve("refused")).doesNotExist();
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept()).hasSize(1_000);
    }

    /// The others' lie before and behind them, in whichever order a folder is read.
    @Test
    void thousandsOfOneUserLeavePlacesForTheOthersInEachRound() throws IOException {
        Peers.require("root");
        dropAs(59_001, "first");
        drop("many", "shop@shop.example", "a@example.net");
        dropAgain("many", 2_999);
        dropAs(59_002, "last");
        takeIn(reception);
        assertThat(reception.kept())
                .hasSize(1_000)
                .filteredOn(mail -> mail.envelope().senderText().equals("other@shop.example"))
                .hasSize(50);
    }

    /// Twenty-five mails of a user, who need not exist.
    private void dropAs(int user, String name) throws IOException {
        for (int i = 0; i < 25; i++) {
            drop(name + i, "other@shop.example", "a@example.net");
            Files.setAttribute(maildrop.resolve(name + i + ".mail"), "unix:uid", user);
        }
    }

    @Test
    void mailThatWillNeverBeTakenHoldsUpNoOther() throws IOException {
        drop("many", "shop@shop.example", "a@example.net");
        assertThat(takeIn(refusing(new Rejected(452, "4.5.3", "too many recipients")))).isTrue();
        assertThat(files(maildrop)).isEmpty();
        assertThat(files(folder.resolve("refused"))).contains("many.mail");
    }

    @Test
    void mailThatMeetsAnErrorOfOursStaysAndHoldsUpNoOther() throws IOException {
        drop("one", "bug@shop.example", "a@example.net");
        drop("two", "shop@shop.example", "a@example.net");
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept()).hasSize(1);
        assertThat(files(maildrop)).containsExactly("one.mail");
    }

    @Test
    void mailWithoutASiteWaitsForItAndHoldsUpNoOther() throws IOException {
        drop("one", "shop@shop.example", "a@example.net");
        site = null;
        var door = maildrop(reception);
        assertThat(door.takeIn()).isTrue();
        assertThat(files(maildrop)).containsExactly("one.mail");
        site = OneCredential.SITE;
        clock.advance(Duration.ofMinutes(2));
        assertThat(door.takeIn()).isTrue();
        assertThat(reception.kept()).hasSize(1);
    }

    @Test
    void thousandsThatWaitForTheirSiteHoldUpNoOther() throws IOException {
        drop("stray", "shop@unknown.example", "a@example.net");
        dropAgain("stray", 1_099);
        var door =
                new Maildrop(
                        maildrop,
                        reception,
                        (_, _, sender) ->
                                sender != null && sender.domain().equals("shop.example")
                                        ? new LocalOwner.Of(OneCredential.SITE)
                                        : new LocalOwner.Nobody(),
                        LIFETIME,
                        clock);
        door.takeIn();
        drop("good", "shop@shop.example", "a@example.net");
        dropAgain("good", 49);
        for (int round = 0; round < 3; round++) door.takeIn();
        assertThat(reception.kept()).hasSize(50);
        assertThat(files(maildrop)).hasSize(1_100);
    }

    @Test
    void mailThatHasWaitedForItsSiteLongerThanItLivesIsPutAside() throws IOException {
        drop("one", "shop@shop.example", "a@example.net");
        var file = maildrop.resolve("one.mail");
        site = null;
        var door = maildrop(reception);
        clock.advance(LIFETIME);
        door.takeIn();
        assertThat(file).exists();
        clock.advance(Duration.ofMinutes(2));
        door.takeIn();
        assertThat(files(maildrop)).isEmpty();
        assertThat(folder.resolve("refused/one.mail.why")).content().contains("no site");
    }

    @Test
    void fileThatMakesTroubleHoldsUpNoOtherAndIsTriedAgainAMinuteLater() throws IOException {
        drop("bad", "shop@shop.example", "a@example.net", "REFUSE ME\r\n");
        drop("good", "shop@shop.example", "a@example.net");
        var inTheWay = Files.createDirectories(folder.resolve("refused/bad.mail/x"));
        var door = maildrop(reception);
        assertThat(door.takeIn()).isTrue();
        assertThat(files(maildrop)).containsExactly("bad.mail");
        Files.delete(inTheWay);
        assertThat(door.takeIn()).isTrue();
        assertThat(files(maildrop)).containsExactly("bad.mail");
        clock.advance(Duration.ofMinutes(2));
        assertThat(door.takeIn()).isTrue();
        assertThat(files(maildrop)).isEmpty();
        assertThat(reception.kept()).hasSize(1);
    }

    @Test
    void unfinishedThingThatCannotBeRemovedHoldsUpNoMail() throws IOException {
        var strange = Files.createDirectories(maildrop.resolve("one.unfinished"));
        Files.createDirectories(strange.resolve("x"));
        Files.setLastModifiedTime(strange, FileTime.from(clock.now()));
        drop("two", "shop@shop.example", "a@example.net");
        clock.advance(Duration.ofHours(25));
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept()).hasSize(1);
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        var secret = Files.writeString(folder.resolve("key"), "the sealing key");
        Files.createSymbolicLink(maildrop.resolve("link.mail"), secret);
        takeIn(reception);
        assertThat(secret).exists();
        assertThat(reception.kept()).isEmpty();
        assertThat(folder.resolve("refused/link.mail.why")).content().contains("plain file");
    }

    @Test
    void folderOfSomebodyElseInsideTheMaildropIsNotUsed() throws IOException {
        var trap = Files.createDirectories(maildrop.resolve("refused"));
        drop("bad", "shop@shop.example", "a@example.net", "REFUSE ME\r\n");
        takeIn(reception);
        assertThat(files(trap)).isEmpty();
    }

    @Test
    void everyDamagedFileIsRefusedAndNoneStopsTheMaildrop() throws IOException {
        var damaged = new HashMap<String, String>();
        damaged.put("empty", "");
        damaged.put("foreign", CONTENT);
        damaged.put("cut", "facteur maildrop 1\nbody SEVEN_BIT\nfrom a@shop.example\nto b@e");
        damaged.put("nobody", "facteur maildrop 1\nbody SEVEN_BIT\nfrom a@shop.example\n\nx\r\n");
        damaged.put("word", "facteur maildrop 1\nbody NINE_BIT\nto b@example.net\n\nx\r\n");
        damaged.put("line", "facteur maildrop 1\nbcc b@example.net\n\nx\r\n");
        damaged.put("long", "facteur maildrop 1\nto " + "b".repeat(5_000) + "\n\nx\r\n");
        damaged.put("address", "facteur maildrop 1\nto b@exam ple.net\n\nx\r\n");
        damaged.put("stray", "facteur maildrop 1\nfrom a@shop.example\nto b@example.net\n\nx\ry");
        for (Map.Entry<String, String> file : damaged.entrySet()) {
            Files.writeString(maildrop.resolve(file.getKey() + ".mail"), file.getValue());
        }
        assertThat(takeIn(reception)).isTrue();
        assertThat(reception.kept()).isEmpty();
        assertThat(files(maildrop)).isEmpty();
        assertThat(files(folder.resolve("refused"))).hasSize(2 * damaged.size());
    }

    private boolean takeIn(Reception reception) {
        return maildrop(reception).takeIn();
    }

    private Maildrop maildrop(Reception reception) {
        return new Maildrop(maildrop, reception, (_, _, _) -> owner(), LIFETIME, clock);
    }

    private LocalOwner owner() {
        return site == null ? new LocalOwner.Nobody() : new LocalOwner.Of(site);
    }

    private void drop(String name, String sender, String recipient) throws IOException {
        drop(name, sender, recipient, "");
    }

    private void drop(String name, String sender, String recipient, String more)
            throws IOException {
        var envelope =
                new Envelope(
                        address(sender),
                        List.of(new Recipient(0, address(recipient), Notify.UNSTATED, null)),
                        Envelope.Body.SEVEN_BIT,
                        false,
                        Envelope.Returned.UNSTATED,
                        null);
        try (var file = DropFile.create(maildrop, name, new DropEnvelope.Drop(envelope, null))) {
            file.content().write((CONTENT + more).getBytes(UTF_8));
            file.finish(Envelope.Body.SEVEN_BIT);
            file.keep();
        }
        Files.setLastModifiedTime(
                maildrop.resolve(name + DropFile.SUFFIX), FileTime.from(clock.now()));
    }

    private void dropAgain(String name, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Files.copy(
                    maildrop.resolve(name + DropFile.SUFFIX),
                    maildrop.resolve(name + i + DropFile.SUFFIX),
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static Address address(String text) {
        int at = text.indexOf('@');
        return new Address(text.substring(0, at), text.substring(at + 1));
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /// Says the same to every mail.
    private static Reception refusing(Rejected rejected) {
        return new Reception() {
            @Override
            public void checkSender(Submitter submitter, @Nullable Address sender) {}

            @Override
            public void checkRecipient(Submitter submitter, Address recipient) {}

            @Override
            public Intake begin(
                    Submitter submitter,
                    Envelope envelope,
                    @Nullable String idempotencyKey,
                    Terms terms)
                    throws Rejected {
                throw rejected;
            }
        };
    }
}
