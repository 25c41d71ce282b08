package dev.facteur.judges;

/// What one judge says of a mail, in the words of RFC 8601 §2.7.
///
/// @param dkim the result of each signature, in the order of their selectors: `pass, fail`; `""`
///   when it says nothing
/// @param spf of MAIL FROM; `""` when it says nothing
/// @param dmarc `""` when it says nothing; with the policy that applies where it is `fail`: `fail,
///   reject`
record Opinion(String dkim, String spf, String dmarc) {}
