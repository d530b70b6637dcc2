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
        /** Jamf Pro may have taken the file: its newest expiry date shows it. */
        NOT_KNOWN
    }

    private final Effect effect;
    private final boolean mayPass;
    private final String sentence;

    private UploadException(Effect effect, boolean mayPass, String sentence) {
        super(sentence);
        this.effect = effect;
        this.mayPass = mayPass;
        this.sentence = sentence;
    }

    /** For a failure that the same upload meets again. */
    static UploadException lasting(Effect effect, String sentence) {
        return new UploadException(effect, false, sentence);
    }

    /** For a failure that can pass while the file stays as it is. */
    static UploadException passing(Effect effect, String sentence) {
        return new UploadException(effect, true, sentence);
    }

    /** Whether the same upload can succeed later: Jamf Pro answers again, or somebody grants the privilege. */
    public boolean mayPass() {
        return mayPass;
    }

    public Effect effect() {
        return effect;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
