package dev.facteur.feedback;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// What tells who sent a mail.
///
/// @param source an address; `""` where several are counted together
/// @param spf `domain=result`, or `""`
/// @param dkim the same for each signature, separated by spaces
/// @param forwarded whether the receiver takes the server for one that passes mail on
record SourceProof(
        String source,
        String spf,
        String dkim,
        boolean spfAligned,
        boolean dkimAligned,
        boolean forwarded) {
    private static final String PASSED = "=pass";

    /// Empty where several are counted together.
    Optional<InetAddress> address() {
        return source.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(source));
    }

    /// The domains that SPF or a signature proved.
    Stream<String> proved() {
        return Stream.concat(Stream.of(spf), Arrays.stream(dkim.split(" ")))
                .filter(proof -> proof.endsWith(PASSED))
                .map(proof -> proof.substring(0, proof.length() - PASSED.length()));
    }
}
