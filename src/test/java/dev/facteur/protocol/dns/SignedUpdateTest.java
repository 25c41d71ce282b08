package dev.facteur.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.dns.UpdateTrouble.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class SignedUpdateTest {
    private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");
    private static final TsigKey KEY = key("AAECAwQFBgcICQoLDA0ODw==");
    private static final TsigKey OTHER = key("BBECAwQFBgcICQoLDA0ODw==");
    private static final String NAME = "facteur1r.shop.example.dkim.host.example";

    private static TsigKey key(String secret) {
        return TsigKey.parse("hmac-sha256:facteur:" + secret).orElseThrow();
    }

    private static SignedUpdate update(int id) throws IOException {
        var change =
                ZoneUpdate.of("dkim.host.example")
                        .with(NAME, "v=DKIM1; p=" + "A".repeat(400), Duration.ofMinutes(5));
        return SignedUpdate.of(change, KEY, id, InstantSource.fixed(NOW));
    }

    /// What a server says to an update that was put to it.
    private static byte[] answer(SignedUpdate asked, TsigKey key, int code) throws IOException {
        var question = new Message(asked.bytes());
        var said = unsigned(question.getHeader().getID());
        said.getHeader().setRcode(code);
        key.tsig(InstantSource.fixed(NOW).withZone(ZoneOffset.UTC)).apply(said, question.getTSIG());
        return said.toWire(Message.MAXLENGTH);
    }

    private static Message unsigned(int id) {
        var response = new Message(id);
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setOpcode(Opcode.UPDATE);
        return response;
    }

    private static void troubled(SignedUpdate asked, byte[] answer, Kind kind) {
        assertThatThrownBy(() -> asked.verify(answer))
                .isInstanceOfSatisfying(
                        UpdateTrouble.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void oneMessageTakesTheOldRecordAwayAndAddsTheNewOne() throws Exception {
        var sent = new Message(update(7).bytes());
        assertThat(sent.getSection(Section.UPDATE)).hasSize(2);
        var added = (TXTRecord) sent.getSection(Section.UPDATE).getLast();
        assertThat(added.getStringsAsByteArrays()).hasSize(2);
        assertThat(added.getTTL()).isEqualTo(300);
        assertThat(sent.getTSIG()).isNotNull();
    }

    @Test
    void aSignedYesIsBelieved() throws Exception {
        var asked = update(7);
        asked.verify(answer(asked, KEY, Rcode.NOERROR));
    }

    @Test
    void aYesThatSomebodyElseSignedIsNotBelieved() throws Exception {
        var asked = update(7);
        troubled(asked, answer(asked, OTHER, Rcode.NOERROR), Kind.UNPROVED);
    }

    @Test
    void aYesWithoutSignatureIsNotBelieved() throws Exception {
        troubled(update(7), unsigned(7).toWire(), Kind.UNPROVED);
    }

    @Test
    void aYesToAnotherUpdateIsNotBelieved() throws Exception {
        var change = ZoneUpdate.of("dkim.host.example").without(NAME);
        var after = SignedUpdate.of(change, KEY, 7, InstantSource.fixed(NOW));
        troubled(after, answer(update(7), KEY, Rcode.NOERROR), Kind.UNPROVED);
    }

    @Test
    void aYesThatSomebodyKeptForLaterIsNotBelieved() throws Exception {
        var clock = new Instant[] {NOW};
        var change = ZoneUpdate.of("dkim.host.example").without(NAME);
        var asked = SignedUpdate.of(change, KEY, 7, () -> clock[0]);
        var answer = answer(asked, KEY, Rcode.NOERROR);
        clock[0] = NOW.plusSeconds(3600);
        troubled(asked, answer, Kind.UNPROVED);
    }

    @Test
    void anAnswerToSomebodyElseIsNone() throws Exception {
        troubled(update(8), answer(update(7), KEY, Rcode.NOERROR), Kind.UNPROVED);
    }

    @Test
    void bytesThatAreNoMessageAreNoAnswer() throws Exception {
        troubled(update(7), new byte[] {1, 2, 3}, Kind.UNPROVED);
    }

    @Test
    void whatTheServerSaysIsToldApart() throws Exception {
        var asked = update(7);
        troubled(asked, answer(asked, KEY, Rcode.REFUSED), Kind.REFUSED);
        troubled(asked, answer(asked, KEY, Rcode.NOTIMP), Kind.REFUSED);
        troubled(asked, answer(asked, KEY, Rcode.NOTAUTH), Kind.OTHER_ZONE);
        troubled(asked, answer(asked, KEY, Rcode.NOTZONE), Kind.OTHER_ZONE);
        troubled(asked, answer(asked, KEY, Rcode.SERVFAIL), Kind.FAILED);
    }

    @Test
    void aNameThatDnsCannotHoldIsNotSent() {
        var change = ZoneUpdate.of("dkim.host.example").without("a".repeat(64) + ".example");
        assertThatThrownBy(() -> SignedUpdate.of(change, KEY, 1, InstantSource.fixed(NOW)))
                .isInstanceOf(UpdateTrouble.class);
    }
}
