package dev.depwatch.renewal;

/**
 * A file that is not uploaded. The message is a sentence that names the file, says what is wrong and what to do; it
 * holds nothing of the contents, and for the same reason it has no cause.
 */
public final class RefusedFileException extends Exception {
    private final boolean unfinished;
    private final String sentence;

    private RefusedFileException(boolean unfinished, String sentence) {
        super(sentence);
        this.unfinished = unfinished;
        this.sentence = sentence;
    }

    static RefusedFileException of(String file, String sentence) {
        return new RefusedFileException(false, file + ": " + sentence);
    }

    /** The file ends too soon: it may still be written. */
    static RefusedFileException unfinished(String file) {
        return new RefusedFileException(
                true,
                file + ": the download is not complete. Wait until the browser has finished it, or download again");
    }

    /** Whether the rest of the file may still come. */
    public boolean isUnfinished() {
        return unfinished;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
