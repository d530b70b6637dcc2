package dev.depwatch.renewal;

import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;

/**
 * How far a file is: for one entry in Jamf Pro, or for none.
 *
 * @param tokens the entry with the token that was in place when the upload began; those that the file may be for, if
 *     nobody agreed or chose; or none
 * @param isChosen whether a person chose the entry
 * @param sentence for a person: why the file is not in place; "" if nothing is to be said
 * @param since when it got there
 */
public record FileState(
        TokenFile file, Stage stage, List<Token> tokens, boolean isChosen, String sentence, Instant since) {
    /** How far it is. */
    public enum Stage {
        /** depwatch does not upload it. */
        REFUSED,
        /** Nobody chose its place. */
        UNPLACED,
        UPLOADING,
        /** An upload failed, and is tried again while the run is open. */
        WAITING,
        /** An upload failed, or nobody agreed to it. The same file can be uploaded by another run. */
        FAILED,
        /** Jamf Pro does not take this file. */
        REJECTED,
        UPLOADED
    }

    /** What was in place when the upload began. */
    public Token before() {
        return tokens.get(0);
    }

    boolean is(Stage other) {
        return stage == other;
    }

    boolean isOf(TokenFile other) {
        return file.sha256().equals(other.sha256());
    }

    /** Whether it is about this entry, among others or alone. */
    boolean isFor(Token.Key key) {
        return tokens.stream().map(Token::key).anyMatch(key::equals);
    }

    boolean isOnlyFor(Token.Key key) {
        return tokens.size() == 1 && isFor(key);
    }

    /** Whether the file can still be uploaded there: to download again would end the token in it. */
    public boolean isAtHand() {
        return is(Stage.UPLOADING) || is(Stage.WAITING) || is(Stage.FAILED);
    }

    /** Whether another file in its place settles it: one that is not taken at a chosen place may belong elsewhere. */
    boolean isReplaceable() {
        return isAtHand() || (is(Stage.REJECTED) && !isChosen);
    }

    FileState to(Stage next, String why, Instant at) {
        return new FileState(file, next, tokens, isChosen, why, at);
    }
}
