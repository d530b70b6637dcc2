package dev.depwatch.notify;

/** Why a receiver is notified of an alert. */
public enum NotifyReason {
    /** The alert is new to this receiver. */
    FIRST("new"),
    /** Tokens or instances have joined since the last message. */
    NEW_TOKENS("more have joined"),
    /** The alert has an aspect that no message reported yet, or another severity. */
    CHANGED("changed"),
    /** The alert is critical and continues. */
    REPEAT("still so"),
    /** The alert was reported and is over, withdrawn, silenced, or part of another one. */
    RESOLVED("over"),
    /** Of a week or a month that has begun, or in place of several messages after a quiet time: about no alert. */
    SUMMARY("summary");

    private final String phrase;

    NotifyReason(String phrase) {
        this.phrase = phrase;
    }

    /** The words of a message for it, beside the severity. */
    public String phrase() {
        return phrase;
    }
}
