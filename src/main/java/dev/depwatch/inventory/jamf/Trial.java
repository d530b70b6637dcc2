package dev.depwatch.inventory.jamf;

/**
 * One thing that depwatch needs of an instance, tried once.
 *
 * @param subject what was tried, in a word or two
 * @param sentence what was found, and what to do unless it is good; holds no secret
 */
public record Trial(String subject, Verdict verdict, String sentence) {
    /** How it went. */
    public enum Verdict {
        OK,
        /** depwatch works, but somebody should look at it. */
        WARNING,
        /** Something that depwatch is for does not work. */
        PROBLEM
    }
}
