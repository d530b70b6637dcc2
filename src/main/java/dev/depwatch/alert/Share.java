package dev.depwatch.alert;

import dev.depwatch.token.Token;
import java.util.List;
import java.util.Optional;

/**
 * What one token's alert adds where a receiver shows several alerts as one message.
 *
 * @param where which token it is, and since when it fails
 * @param stepsOfSeveral the steps that all of them share; empty if each alert has steps of its own
 * @param step what to do for this token, after those; empty if {@code stepsOfSeveral} is complete, or nothing is to do
 */
public record Share(String where, List<Message.Line> stepsOfSeveral, Optional<Message.Line> step) {
    public Share {
        stepsOfSeveral = List.copyOf(stepsOfSeveral);
    }

    /** A sentence that distinguishes two tokens of one instance whose alerts have the same headline. */
    public static String naming(Token token) {
        return "It is the " + Format.tokenAtApple(token) + ".";
    }
}
