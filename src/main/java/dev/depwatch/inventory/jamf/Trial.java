package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.token.Keyword;
import java.time.Duration;

/**
 * One thing that depwatch needs from an instance, tried once.
 *
 * @param subject what was tried, in a word or two
 * @param sentence the result, and what to do unless it is good; holds no secret
 */
public record Trial(@JsonProperty("check") String subject, Result result, String sentence) {
    /**
     * The clock of a server.
     *
     * @param behind how far it is behind this host's
     * @param advice what to do about one that differs by more than drift
     */
    public static Trial ofClock(Duration behind, String advice) {
        boolean isNear = behind.abs().compareTo(ServerClock.TOLERANCE) <= 0;
        String difference = behind.isZero()
                ? "same as this host's"
                : behind.abs().toSeconds() + " s " + (behind.isNegative() ? "ahead of" : "behind") + " this host's";
        return new Trial("clock", isNear ? Result.OK : Result.WARNING, difference + (isNear ? "" : ": " + advice));
    }

    /** The result. */
    public enum Result implements Keyword {
        OK,
        /** depwatch works, but somebody should look at it. */
        WARNING,
        /** A part of depwatch does not work. */
        PROBLEM
    }
}
