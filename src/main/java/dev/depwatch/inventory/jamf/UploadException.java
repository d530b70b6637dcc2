package dev.depwatch.inventory.jamf;

/**
 * A token was not put in place, as far as is known. The message is a sentence that holds nothing of what was sent or
 * received; for the same reason it has no cause.
 */
public final class UploadException extends Exception {
    /** What has become of the token in Jamf Pro. */
    public enum Effect {
        /** None: Jamf Pro has the token that it had. */
        NONE,
        /** Jamf Pro may have taken the file: its newest expiry date tells. */
        NOT_KNOWN
    }

    private final Effect effect;
    private final String sentence;

    public UploadException(Effect effect, String sentence) {
        super(sentence);
        this.effect = effect;
        this.sentence = sentence;
    }

    public Effect effect() {
        return effect;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
