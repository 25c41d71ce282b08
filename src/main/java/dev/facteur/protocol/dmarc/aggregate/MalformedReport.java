package dev.facteur.protocol.dmarc.aggregate;

/// A text that is no aggregate report, or one that asks for more than a reader gives.
public final class MalformedReport extends Exception {
    /// @param reason half a sentence: `it has a document type`
    public MalformedReport(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
