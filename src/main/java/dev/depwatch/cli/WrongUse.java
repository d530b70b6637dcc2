package dev.depwatch.cli;

/** The command line is wrong. The sentence says what was expected; picocli's own errors end a command in the same way. */
final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUse(String sentence) {
        super(sentence);
    }

    static WrongUse ofValue(String option, String value, String expected) {
        return new WrongUse("Invalid value for option '" + option + "': '" + value + "'; expected " + expected);
    }
}
