package dev.facteur.protocol.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text of a SASL message.
final class Utf8 {
    private Utf8() {}

    static String strict(byte[] bytes) throws SaslFailure {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new SaslFailure("the response is not UTF-8");
        }
    }
}
