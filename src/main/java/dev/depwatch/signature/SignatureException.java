package dev.depwatch.signature;

import java.util.List;

/** Signature files with problems. None of their signatures is in force. */
public final class SignatureException extends Exception {
    private final List<String> problems;

    SignatureException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems;
    }

    /** All problems, each a sentence that names the file, the entry, what was found and what is expected. */
    public List<String> problems() {
        return problems;
    }
}
