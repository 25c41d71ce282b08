package dev.facteur.protocol.dns;

import dev.facteur.protocol.dns.UpdateTrouble.Kind;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/// A [ZoneUpdate] as it goes to the server, and the reading of what the server says to it.
public final class SignedUpdate {
    /// RFC 1035 §3.3: of one string in a text record.
    private static final int MOST_OF_A_STRING = 255;

    private final ZoneUpdate update;
    private final TSIG key;
    private final Message message;
    private final byte[] bytes;

    private SignedUpdate(ZoneUpdate update, TSIG key, Message message, byte[] bytes) {
        this.update = update;
        this.key = key;
        this.message = message;
        this.bytes = bytes;
    }

    /// @param id by which the answer is known; random
    /// @throws UpdateTrouble when a name is none
    public static SignedUpdate of(ZoneUpdate update, TsigKey key, int id, InstantSource instants)
            throws UpdateTrouble {
        var message = new Update(name(update.zone()));
        message.getHeader().setID(id & 0xFFFF);
        for (var change : update.changes()) {
            var name = name(change.name());
            var text = change.text();
            message.delete(name, Type.TXT);
            if (text == null) continue;
            var ttl = change.ttl().toSeconds();
            message.add(new TXTRecord(name, DClass.IN, ttl, strings(text)));
        }
        var tsig = key.tsig(instants.withZone(ZoneOffset.UTC));
        tsig.apply(message, null);
        return new SignedUpdate(update, tsig, message, message.toWire(Message.MAXLENGTH));
    }

    private static Name name(String text) throws UpdateTrouble {
        try {
            return Name.fromString(DnsName.escaped(text), Name.root);
        } catch (TextParseException e) {
            throw new UpdateTrouble(Kind.FAILED, "“" + text + "” is no name in DNS");
        }
    }

    private static List<String> strings(String text) {
        var strings = new ArrayList<String>();
        for (int i = 0; i < text.length(); i += MOST_OF_A_STRING) {
            strings.add(text.substring(i, Math.min(text.length(), i + MOST_OF_A_STRING)));
        }
        return strings;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /// Returns when the answer says, with proof, that the zone is changed.
    public void verify(byte[] answer) throws UpdateTrouble {
        var response = parse(answer);
        boolean ours =
                response.getHeader().getID() == message.getHeader().getID()
                        && response.getHeader().getFlag(Flags.QR)
                        && response.getHeader().getOpcode() == Opcode.UPDATE;
        if (!ours) throw new UpdateTrouble(Kind.UNPROVED, "it answers something else");
        int code = response.getRcode();
        var signature = response.getTSIG();
        int said = signature == null ? Rcode.NOERROR : signature.getError();
        // RFC 8945 §5.2: a server that cannot verify us cannot sign what it says. It is believed,
        // since its word changes nothing; that all is well is believed of nobody without proof.
        if (code == Rcode.NOTAUTH && said != Rcode.NOERROR) throw keyTrouble(said);
        // RFC 8945 §5.3: the answer is signed together with the signature of our question.
        int proof = key.verify(response, answer, Objects.requireNonNull(message.getTSIG()));
        if (code != Rcode.NOERROR) throw refusal(code);
        if (proof != Rcode.NOERROR) throw unproved(signature);
    }

    private static Message parse(byte[] answer) throws UpdateTrouble {
        try {
            return new Message(answer);
        } catch (IOException e) {
            throw new UpdateTrouble(Kind.UNPROVED, "what it answers is no message of DNS");
        }
    }

    private static UpdateTrouble unproved(@Nullable TSIGRecord signature) {
        var why =
                signature == null
                        ? "its answer is not signed"
                        : "the signature of its answer does not hold";
        return new UpdateTrouble(Kind.UNPROVED, why);
    }

    private static UpdateTrouble keyTrouble(int said) {
        return switch (said) {
            case Rcode.BADKEY -> new UpdateTrouble(Kind.KEY_UNKNOWN, "it does not know the key");
            case Rcode.BADSIG ->
                    new UpdateTrouble(Kind.KEY_DIFFERS, "it has another secret for the key");
            case Rcode.BADTIME -> new UpdateTrouble(Kind.CLOCK, "its clock differs from ours");
            default -> new UpdateTrouble(Kind.FAILED, "it says " + Rcode.TSIGstring(said));
        };
    }

    /// RFC 2136 §2.2.
    private UpdateTrouble refusal(int code) {
        var said = " (" + Rcode.string(code) + ")";
        return switch (code) {
            case Rcode.NOTAUTH, Rcode.NOTZONE ->
                    new UpdateTrouble(
                            Kind.OTHER_ZONE,
                            "it is not the first server of " + update.zone() + said);
            case Rcode.REFUSED ->
                    new UpdateTrouble(Kind.REFUSED, "the key may not make this change" + said);
            case Rcode.NOTIMP -> new UpdateTrouble(Kind.REFUSED, "it takes no updates" + said);
            default -> new UpdateTrouble(Kind.FAILED, "it says " + Rcode.string(code));
        };
    }
}
