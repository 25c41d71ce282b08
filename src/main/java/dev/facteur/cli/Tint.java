package dev.facteur.cli;

/// How a word looks where colour is possible. It never says more than the word itself.
enum Tint {
    PLAIN(""),
    BOLD("1"),
    GOOD("32"),
    ATTENTION("33"),
    BAD("31");

    private final String code;

    Tint(String code) {
        this.code = code;
    }

    /// By a state or fate of a recipient, or the kind of an event.
    static Tint of(String word) {
        return switch (word) {
            case "delivered", "confirmed" -> GOOD;
            case "failed", "expired", "bounced", "dropped", "complained" -> BAD;
            case "held",
                    "deferred",
                    "uncertain",
                    "parked",
                    "cancelled",
                    "suppressed",
                    "delayed",
                    "softly-bounced" ->
                    ATTENTION;
            default -> PLAIN;
        };
    }

    /// ECMA-48 §8.3.117 (SGR).
    String over(String text) {
        return code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
