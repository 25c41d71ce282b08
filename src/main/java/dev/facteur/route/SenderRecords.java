package dev.facteur.route;

import java.util.List;
import java.util.Locale;

/// What a provider says of a sender domain: the records that it wants in that domain's DNS, and
/// whether it has found them.
///
/// @param standing what the domain is to the account
/// @param wanted empty where the provider does not tell
/// @param words why it does not tell, in its own words or ours; `""` where it does
public record SenderRecords(Standing standing, List<Wanted> wanted, String words) {
    public SenderRecords {
        wanted = List.copyOf(wanted);
    }

    public enum Standing {
        /// The provider has seen its records; mail is signed as the domain.
        VERIFIED,
        /// The account has the domain, and the provider has not found all it wants.
        UNVERIFIED,
        /// The account has no such domain.
        ABSENT,
        /// The provider does not tell: no API, no key for it, or a key that may only send.
        UNTOLD;

        /// The word of the API: `unverified`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What a record is good for.
    public enum Use {
        /// The key by which receivers verify the provider's signatures.
        DKIM,
        /// The envelope's sender below the domain: bounces find their way, and SPF is aligned.
        RETURN_PATH,
        /// Shows the provider whose domain it is.
        OWNERSHIP
    }

    /// @param name in full, without the final dot
    /// @param value text without quotes, names without a final dot; of an MX `10 mx.example.net`
    public record Wanted(Use use, String name, String type, String value) {}

    public static SenderRecords untold(String words) {
        return new SenderRecords(Standing.UNTOLD, List.of(), words);
    }

    public static SenderRecords absent() {
        return new SenderRecords(Standing.ABSENT, List.of(), "");
    }

    public static SenderRecords of(boolean verified, List<Wanted> wanted) {
        return new SenderRecords(verified ? Standing.VERIFIED : Standing.UNVERIFIED, wanted, "");
    }
}
