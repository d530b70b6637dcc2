package dev.depwatch.web;

/** Whether whoever asks may read the pages. */
public enum Admission {
    ADMITTED,
    REFUSED,
    /** So many passwords wait to be compared that this one is not: each costs a core of this host for a while. */
    BUSY
}
