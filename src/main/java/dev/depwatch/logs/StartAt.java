package dev.depwatch.logs;

/** Where depwatch begins in a log that it has never read. */
public enum StartAt {
    /** At the first record of the current file, to find a failure that began before depwatch started. */
    BEGINNING,
    /** At the end: depwatch reads only what Jamf Pro writes from then on. */
    END
}
