package dev.depwatch.alert;

import dev.depwatch.token.Token;
import java.util.List;
import java.util.Optional;

/**
 * What the alert of one token adds where a receiver shows several of them as one message.
 *
 * @param where which token it is, and since when it fails
 * @param stepsOfSeveral the steps that all of them have in common; none where each alert has steps of its own
 * @param step what is to be done for this token, after those; empty where {@code stepsOfSeveral} say all, or nothing
 */
public record Share(String where, List<Message.Step> stepsOfSeveral, Optional<Message.Step> step) {
    public Share {
        stepsOfSeveral = List.copyOf(stepsOfSeveral);
    }

    /** A sentence that tells two tokens of one instance apart, whose alerts have the same headline. */
    public static String naming(Token token) {
        return "It is the " + Format.tokenAtApple(token) + ".";
    }
}
