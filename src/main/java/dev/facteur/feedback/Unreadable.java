package dev.facteur.feedback;

/// Something that was handed in as a report and is none that can be taken.
final class Unreadable extends Exception {
    private final String code;

    /// @param code words joined by hyphens: `report-too-large`
    /// @param reason half a sentence: `it is larger than 10 MB when it is unpacked`
    Unreadable(String code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
