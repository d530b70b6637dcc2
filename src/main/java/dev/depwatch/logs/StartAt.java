package dev.depwatch.logs;

/** Where following begins the first time, when no position is known. */
public enum StartAt {
    BEGINNING,
    END
}
