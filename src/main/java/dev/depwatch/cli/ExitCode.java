package dev.depwatch.cli;

/** The exit codes of depwatch. A wrong command line answers picocli's {@code ExitCode.USAGE}, which is 2. */
public final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;

    /** What {@code tokens --exit-code} answers when a token needs something. */
    static final int SOMETHING_TO_DO = 1;

    /** What {@code tokens --exit-code} answers when nobody knows whether all is well. */
    static final int NOT_JUDGED = 2;

    /** What {@code scan --exit-code} answers when it finds failures. */
    static final int FAILURES_FOUND = 10;

    /** From sysexits.h ({@code EX_SOFTWARE}): an internal software error. */
    public static final int SOFTWARE = 70;

    private ExitCode() {}
}
