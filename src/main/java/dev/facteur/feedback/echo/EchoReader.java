package dev.facteur.feedback.echo;

import java.util.List;

/// Reads the echoes of one kind of evidence. Must end whatever the bytes are.
@FunctionalInterface
public interface EchoReader {
    /// @return in the order in which they stand there; none for what is about no mail
    List<Heard> read(Evidence evidence) throws UnreadableEvidence;
}
