package dev.depwatch.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * An address of the calendar for programs that cannot sign in.
 *
 * @param key everybody who has it can read the calendar, so it is a secret in a file
 */
public record CalendarConfig(@JsonProperty("keyFile") Secret key) implements Checked {
    /** Nobody guesses it, and no part of an address changes it. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{20,200}");

    @Override
    public void check(Remarks remarks) {
        if (!KEY.matcher(key.reveal()).matches()) {
            remarks.problem(
                    "keyFile",
                    "the file holds no key; expected 20 to 200 letters, digits, - and _, as `openssl rand -hex 20`"
                            + " makes them");
        }
    }

    /** Whether this is the address, in a time that does not depend on how much of it is right. */
    public boolean isAt(String path) {
        return MessageDigest.isEqual(path.getBytes(UTF_8), ("/calendar/" + key.reveal() + ".ics").getBytes(UTF_8));
    }
}
