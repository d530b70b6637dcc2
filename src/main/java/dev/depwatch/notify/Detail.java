package dev.depwatch.notify;

/** How much of an alert's text a receiver gets. */
public enum Detail {
    /** What fits on a phone: who, what, how sure, what to check first, each token, what not to do. */
    BRIEF,
    /** Also the ways through menus, the evidence and what else to check. */
    FULL
}
