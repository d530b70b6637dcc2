package dev.depwatch.web;

/** Whether a client may read the pages. */
public enum Admission {
    ADMITTED,
    REFUSED,
    /** Too many passwords wait for their comparison: each uses a core of this host for a while. */
    BUSY
}
