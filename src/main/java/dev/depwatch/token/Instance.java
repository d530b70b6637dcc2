package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One Jamf Pro web app, by the name its configuration gives it. The name is the identity in metrics, alerts and saved
 * state, and is meant to be unique in the whole fleet.
 */
public record Instance(@JsonValue String name) implements Comparable<Instance> {
    /** Long enough for {@code host/context}, short enough for a label and a mail subject. */
    public static final int MAX_NAME_LENGTH = 200;

    /** @throws IllegalArgumentException with a sentence for the administrator if the name cannot be an identity */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Instance {
        if (!isName(name)) {
            throw new IllegalArgumentException("an instance name has 1 to " + MAX_NAME_LENGTH
                    + " characters and no control characters; found \"" + name + "\"");
        }
    }

    /** Whether an instance can be called so. */
    public static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= MAX_NAME_LENGTH
                && name.chars().noneMatch(Character::isISOControl);
    }

    @Override
    public int compareTo(Instance other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
