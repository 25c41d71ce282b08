package dev.facteur.protocol.spf;

/// An evaluation cannot go on. Never leaves the package: it becomes an [SpfFault].
final class Halt extends Exception {
    private static final long serialVersionUID = 1L;

    private final SpfFault.Kind kind;

    Halt(SpfFault.Kind kind) {
        super(kind.name(), null, false, false);
        this.kind = kind;
    }

    SpfFault.Kind kind() {
        return kind;
    }
}
