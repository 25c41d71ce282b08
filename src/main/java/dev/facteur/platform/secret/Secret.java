package dev.facteur.platform.secret;

/// Text that must never reach a log, an event or a page: it prints as `***`.
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
