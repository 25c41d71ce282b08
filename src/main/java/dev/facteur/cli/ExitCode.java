package dev.facteur.cli;

/// The exit codes, those of `sysexits.h` where it has a fitting one.
final class ExitCode {
    static final int OK = 0;

    /// It was done, and what came out is not right.
    static final int INCOMPLETE = 1;

    /// What was looked at does not work.
    static final int PROBLEM = 2;

    static final int USAGE = 64;

    /// What was given is not right: a name that is taken, an address that is none.
    static final int DATA = 65;

    /// What was named does not exist.
    static final int NOT_FOUND = 66;

    static final int UNAVAILABLE = 69;
    static final int SOFTWARE = 70;
    static final int TRY_AGAIN = 75;
    static final int NOT_PERMITTED = 77;
    static final int CONFIG = 78;

    /// Stopped by a signal, as shells say it: 128 and the number of SIGINT.
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
