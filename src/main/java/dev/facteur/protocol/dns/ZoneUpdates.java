package dev.facteur.protocol.dns;

/// Changes a zone at its own server. Implementations may be used by many threads at once, and
/// block.
public interface ZoneUpdates {
    /// Returns when the server has said, with proof, that the zone is changed.
    ///
    /// @throws UpdateTrouble when it has not; the zone may be changed all the same if no answer
    ///   came
    void send(ZoneUpdate update) throws UpdateTrouble;
}
