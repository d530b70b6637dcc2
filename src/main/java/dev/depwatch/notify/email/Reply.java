package dev.depwatch.notify.email;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's answer to a command: its code (RFC 5321) and its enhanced code (RFC 3463), such as 550 and 5.1.1. Its text
 * is left out: it can quote the message, and many servers put a changing number into it.
 *
 * @param code 0 or less if there was none
 * @param enhanced "" if there was none
 */
record Reply(int code, String enhanced) {
    static final Reply NONE = new Reply(0, "");

    private static final Pattern ENHANCED = Pattern.compile("\\d{3}[ -]([245]\\.\\d{1,3}\\.\\d{1,3})\\b");

    static Reply of(int code, String text) {
        Matcher first = ENHANCED.matcher(text);
        return new Reply(code, first.lookingAt() ? first.group(1) : "");
    }

    boolean isGood() {
        return code / 100 == 2;
    }

    boolean isTemporary() {
        return code / 100 == 4;
    }

    boolean isPermanent() {
        return code / 100 == 5;
    }

    @Override
    public String toString() {
        return enhanced.isEmpty() ? Integer.toString(code) : code + " " + enhanced;
    }
}
