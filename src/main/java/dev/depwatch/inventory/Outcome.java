package dev.depwatch.inventory;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The meaning of Jamf Pro's word for a sync of an enrolment token. The words are an open set. Jamf's own client treats
 * {@code SUCCESSFUL} as good (Jamf-Concepts/jamf-cli, pro_overview.go); the API's reference names {@code
 * CONNECTION_ERROR}.
 */
public enum Outcome {
    /** The sync went well. */
    GOOD,
    /** The sync failed: the word names a failure. */
    FAILED,
    /** The sync has not ended, or there was none yet. */
    UNDER_WAY,
    /** The word proves nothing by itself. If depwatch sees it for long while nothing fails, it becomes a good word. */
    UNKNOWN;

    private static final String GOOD_WORD = "SUCCESSFUL";

    private static final Pattern NO_LETTER = Pattern.compile("[^A-Z]");

    /** Words that contain a word of failure and negate it. */
    private static final Pattern NO_FAILURE = Pattern.compile("(NO|NOT|ZERO|WITHOUT)_*(ERROR|FAIL|PROBLEM)");

    /** Words that contain a word of success and negate it. */
    private static final Pattern NO_SUCCESS = Pattern.compile("(UN|NOT?_*|NON_*|WITHOUT_*)SUCCESS");

    private static final Pattern FAILURE =
            Pattern.compile("ERROR|FAIL|EXPIRED|REJECT|INVALID|FORBIDDEN|DENIED|REFUSED|TIMEOUT|TIMED_OUT|NOT_SIGNED"
                    + "|UNAUTHORIZED|UNREACHABLE|UNAVAILABLE|UNABLE|ABORTED|EXCEPTION|REVOKED");

    private static final Pattern UNFINISHED =
            Pattern.compile("PROGRESS|PENDING|NEVER|RUNNING|SYNCING|QUEUED|SCHEDULED|WAITING|STARTED|NOT_YET");

    public static Outcome of(String word) {
        if (word.strip().equalsIgnoreCase(GOOD_WORD)) {
            return GOOD;
        }
        String normal = NO_LETTER.matcher(word.toUpperCase(Locale.ROOT)).replaceAll("_");
        if (NO_SUCCESS.matcher(normal).find()
                || (FAILURE.matcher(normal).find()
                        && !NO_FAILURE.matcher(normal).find())) {
            return FAILED;
        }
        return UNFINISHED.matcher(normal).find() ? UNDER_WAY : UNKNOWN;
    }
}
