package dev.depwatch.assess;

import dev.depwatch.token.AppleId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an administrator decides about judging.
 *
 * @param syncInterval how often this Jamf Pro syncs; every duration of the rules keeps its proportion to it
 * @param warnAt how long before its expiry a token is spoken of; empty: never before
 * @param sharedOwners patterns ({@code *} for any text, {@code ?} for one character) of Apple IDs that belong to a team
 *     and not to a person; empty: every owner is welcome
 */
public record Policy(Duration syncInterval, List<Duration> warnAt, List<String> sharedOwners) {
    /** @throws IllegalArgumentException if a duration is not positive */
    public Policy {
        requirePositive("syncInterval", syncInterval);
        warnAt.forEach(step -> requirePositive("warnAt", step));
        warnAt = List.copyOf(warnAt);
        sharedOwners = List.copyOf(sharedOwners);
    }

    /** Whether this owner is somebody's own account although the policy asks for shared ones. */
    public boolean isPersonal(AppleId owner) {
        return !sharedOwners.isEmpty() && sharedOwners.stream().noneMatch(pattern -> matches(pattern, owner));
    }

    private static boolean matches(String pattern, AppleId owner) {
        String expression = pattern.strip()
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .mapToObj(character -> switch (character) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(character));
                })
                .collect(Collectors.joining());
        return owner.value().matches(expression);
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + ": expected a duration above zero; found " + duration);
        }
    }
}
