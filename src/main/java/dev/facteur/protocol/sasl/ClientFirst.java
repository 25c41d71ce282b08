package dev.facteur.protocol.sasl;

import org.jspecify.annotations.Nullable;

/// The first message of a SCRAM client (RFC 5802 §7).
///
/// @param gs2Header as it was sent, with both commas
/// @param bindingType null when the client does not bind
/// @param couldBind whether the client says that it could bind but the server does not offer it
/// @param bare what follows the header; part of what is signed
record ClientFirst(
        String gs2Header,
        @Nullable String bindingType,
        boolean couldBind,
        String bare,
        String user,
        String nonce) {

    static ClientFirst parse(String message) throws SaslFailure {
        var fields = message.split(",", -1);
        if (fields.length < 4) throw malformed();
        var flag = fields[0];
        boolean binds = flag.startsWith("p=") && flag.length() > 2;
        if (!binds && !flag.equals("n") && !flag.equals("y")) throw malformed();
        // RFC 5802 §5.1: m= announces an extension that must be understood; there is none.
        var user = unescaped(value(fields[2], "n="));
        var nonce = value(fields[3], "r=");
        if (!isPrintable(nonce)) throw malformed();
        // Nobody may act for another here, but some clients send their own name twice.
        if (!fields[1].isEmpty() && !unescaped(value(fields[1], "a=")).equals(user)) {
            throw new SaslFailure("nobody may act for another user here");
        }
        var header = flag + "," + fields[1] + ",";
        return new ClientFirst(
                header,
                binds ? flag.substring(2) : null,
                flag.equals("y"),
                message.substring(header.length()),
                Saslprep.prepare(user),
                nonce);
    }

    private static String value(String field, String name) throws SaslFailure {
        if (!field.startsWith(name) || field.length() == name.length()) throw malformed();
        return field.substring(name.length());
    }

    /// RFC 5802 §5.1: `=2C` is a comma, `=3D` an equals sign, any other `=` a mistake.
    private static String unescaped(String name) throws SaslFailure {
        var rest = name.replace("=2C", "").replace("=3D", "");
        if (rest.indexOf('=') >= 0) throw malformed();
        return name.replace("=2C", ",").replace("=3D", "=");
    }

    /// RFC 5802 §7; its one comma has been cut at.
    static boolean isPrintable(String nonce) {
        return nonce.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static SaslFailure malformed() {
        return new SaslFailure("the first message is not well formed");
    }
}
