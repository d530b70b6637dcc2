package dev.depwatch.renewal;

import dev.depwatch.text.SentenceException;

/**
 * A file that is not uploaded. The sentence says what is wrong with it and what to do, and holds neither its name nor
 * anything of the contents.
 */
public final class RefusedFileException extends SentenceException {
    /** A file that cannot be read says nothing of its server: a download could end a token that works. */
    static final String AGAIN = "Download it again only if its entry still needs a new token";

    private final boolean unfinished;

    private RefusedFileException(boolean unfinished, String sentence) {
        super(sentence);
        this.unfinished = unfinished;
    }

    RefusedFileException(String sentence) {
        this(false, sentence);
    }

    /** The file ends too soon: it may still be written. */
    static RefusedFileException unfinished() {
        return new RefusedFileException(
                true, "the download is not complete. Wait until the browser has finished it. " + AGAIN);
    }

    /** Whether the rest of the file may still come. */
    public boolean isUnfinished() {
        return unfinished;
    }
}
