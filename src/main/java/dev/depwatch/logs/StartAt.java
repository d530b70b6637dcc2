package dev.depwatch.logs;

/** Where reading begins in a log that has never been read. */
public enum StartAt {
    /** At the first record of the current file, so that a failure that began before depwatch did is seen. */
    BEGINNING,
    /** At what is written from now on. */
    END
}
