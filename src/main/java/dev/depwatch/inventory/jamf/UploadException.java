package dev.depwatch.inventory.jamf;

import dev.depwatch.text.SentenceException;

/** A token was not put in place, as far as is known. The sentence holds nothing of what was sent or received. */
public final class UploadException extends SentenceException {
    /** What has become of the token in Jamf Pro. */
    public enum Effect {
        /** None: Jamf Pro has the token that it had. */
        NONE,
        /** Jamf Pro may have taken the file: its newest expiry date shows it. */
        NOT_KNOWN
    }

    /** What lets an upload to the same entry succeed. */
    public enum NextTry {
        /** Time: Jamf Pro answers again, or somebody grants the privilege. */
        WAIT,
        /** A correction, after which the same file can be uploaded. */
        CORRECT,
        /** Another file: this one serves no upload to this entry. */
        ANOTHER_FILE
    }

    private final Effect effect;
    private final NextTry nextTry;

    private UploadException(Effect effect, NextTry nextTry, String sentence) {
        super(sentence);
        this.effect = effect;
        this.nextTry = nextTry;
    }

    /** For a failure that the same upload meets again. */
    static UploadException lasting(Effect effect, String sentence) {
        return new UploadException(effect, NextTry.CORRECT, sentence);
    }

    /** For a failure that can pass while the file stays as it is. */
    static UploadException passing(Effect effect, String sentence) {
        return new UploadException(effect, NextTry.WAIT, sentence);
    }

    /** For a file that Jamf Pro does not take. */
    static UploadException ofFile(Effect effect, String sentence) {
        return new UploadException(effect, NextTry.ANOTHER_FILE, sentence);
    }

    public NextTry nextTry() {
        return nextTry;
    }

    public Effect effect() {
        return effect;
    }
}
