package dev.depwatch.inventory;

import java.util.List;
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

    private static final List<String> FAILURE_WORDS = List.of(
            "ERROR",
            "FAIL",
            "EXPIRED",
            "REJECT",
            "INVALID",
            "FORBIDDEN",
            "DENIED",
            "REFUSED",
            "TIMEOUT",
            "TIMED_OUT",
            "NOT_SIGNED",
            "UNAUTHORIZED",
            "UNREACHABLE",
            "UNAVAILABLE",
            "UNABLE",
            "ABORTED",
            "EXCEPTION",
            "REVOKED");

    private static final List<String> UNDER_WAY_WORDS = List.of(
            "PROGRESS",
            "PENDING",
            "NEVER",
            "RUNNING",
            "SYNCING",
            "QUEUED",
            "SCHEDULED",
            "WAITING",
            "STARTED",
            "NOT_YET");

    public static Outcome of(String word) {
        if (word.strip().equalsIgnoreCase(GOOD_WORD)) {
            return GOOD;
        }
        String normal = NO_LETTER.matcher(word.toUpperCase(Locale.ROOT)).replaceAll("_");
        if (normal.contains("SUCCESS") && NO_SUCCESS.matcher(normal).find()) {
            return FAILED;
        }
        if (containsAny(FAILURE_WORDS, normal) && !NO_FAILURE.matcher(normal).find()) {
            return FAILED;
        }
        return containsAny(UNDER_WAY_WORDS, normal) ? UNDER_WAY : UNKNOWN;
    }

    private static boolean containsAny(List<String> words, String text) {
        return words.stream().anyMatch(text::contains);
    }
}
