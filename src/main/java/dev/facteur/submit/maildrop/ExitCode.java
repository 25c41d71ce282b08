package dev.facteur.submit.maildrop;

/// The exit codes of `sysexits.h` that callers of `sendmail` know. Not 75: to them it says that the
/// mail is queued (PHP takes it for success), and here whatever is kept exits with 0.
final class ExitCode {
    static final int OK = 0;
    static final int USAGE = 64;
    static final int DATA = 65;
    static final int NO_USER = 67;
    static final int UNAVAILABLE = 69;
    static final int SOFTWARE = 70;
    static final int TROUBLE = 74;
    static final int NOT_PERMITTED = 77;

    private ExitCode() {}
}
