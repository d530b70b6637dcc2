package dev.depwatch.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.depwatch.text.SafeText;

/**
 * One Jamf Pro web app, by its name in the configuration. The name is the identity in metrics, alerts and saved state,
 * and should be unique in the whole fleet.
 */
public record Instance(@JsonValue String name) implements Comparable<Instance> {
    /** Long enough for {@code host/context}, short enough for a label and a mail subject. */
    public static final int MAX_NAME_LENGTH = 200;

    /**
     * @param name becomes its {@linkplain SafeText#name normal form}
     * @throws IllegalArgumentException with a sentence for the administrator if the name cannot be an identity
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Instance {
        name = SafeText.name(name);
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "an instance name has 1 to " + MAX_NAME_LENGTH + " characters; found \"" + name + "\"");
        }
    }

    /** Whether an instance can have this name. */
    public static boolean isName(String name) {
        String normal = SafeText.name(name);
        return !normal.isEmpty() && normal.length() <= MAX_NAME_LENGTH;
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
