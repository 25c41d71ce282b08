package dev.facteur.protocol.spf;

/// A term that cannot be read. Never leaves the package: it becomes an [SpfFault].
final class MalformedSpf extends Exception {
    private static final long serialVersionUID = 1L;

    private final SpfFault.Kind kind;

    MalformedSpf(SpfFault.Kind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    SpfFault.Kind kind() {
        return kind;
    }
}
