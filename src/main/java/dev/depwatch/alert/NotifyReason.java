package dev.depwatch.alert;

/** Why a receiver is told of an alert. */
public enum NotifyReason {
    /** It is new to this receiver. */
    FIRST("new"),
    /** Tokens or instances have joined since it was last told. */
    NEW_TOKENS("more have joined"),
    /** It has an aspect that was not told yet, or another severity. */
    CHANGED("changed"),
    /** It is critical and goes on. */
    REPEAT("still so"),
    /** It was told and is over. */
    RESOLVED("over");

    private final String phrase;

    NotifyReason(String phrase) {
        this.phrase = phrase;
    }

    /** How a message says it, beside the severity. */
    public String phrase() {
        return phrase;
    }
}
