package dev.facteur.protocol.dkim;

/// What a verifier found about one signature.
///
/// @param domain of the signature (`d=`), `""` when it could not be read; likewise the next two
/// @param algorithm as the signature says (`a=`)
/// @param reason why it does not pass, `""` when it does
/// @param wholeBody false when `l=` leaves the end of the body unsigned: anybody may have added it
/// @param testing true when the domain's key record says that it is only trying (`t=y`)
public record DkimVerdict(
        Result result,
        String domain,
        String selector,
        String algorithm,
        String reason,
        boolean wholeBody,
        boolean testing) {

    /// RFC 8601 §2.7.1.
    public enum Result {
        PASS,
        /// Header or body were changed.
        FAIL,
        /// The signature or its key cannot be used, now or later; or its time is over.
        PERMERROR,
        /// The key could not be fetched for now.
        TEMPERROR
    }

    public boolean passes() {
        return result == Result.PASS;
    }
}
