package dev.depwatch.assess;

/** Whether a failure counts against a token, by what the token has done since. */
enum Verdict {
    /** It does: nothing newer contradicts it. */
    STANDS,
    /** Not yet: a further sync has to fail too, or to have had the time for it. */
    AWAITS_SYNC,
    /** Its syncs go well and fail in turn: a token that is refused for good does not. */
    FLAPS,
    /** Not any more: a sync has gone well since. */
    SYNCED,
    /** It counts against the token before, which was replaced since. */
    RENEWED;

    /** Whether the failure goes on, or may. */
    boolean goesOn() {
        return switch (this) {
            case STANDS, AWAITS_SYNC, FLAPS -> true;
            case SYNCED, RENEWED -> false;
        };
    }
}
