package dev.depwatch.assess;

/** Whether a failure counts against a token, given its later syncs. */
enum Verdict {
    /** It counts: nothing newer contradicts it. */
    STANDS,
    /** Not yet: another sync must fail too, or must have had the time to. */
    AWAITS_SYNC,
    /** Good and failed syncs alternate: a token that Apple refuses for good would not recover. */
    FLAPS,
    /** No longer: a sync has gone well since. */
    SYNCED,
    /** It counts against the previous token, which was replaced since. */
    RENEWED;

    /** Whether the failure continues, or may continue. */
    boolean isOngoing() {
        return switch (this) {
            case STANDS, AWAITS_SYNC, FLAPS -> true;
            case SYNCED, RENEWED -> false;
        };
    }
}
