package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.config.WebAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Text of unknown origin, made fit to be read: no longer than a limit, and without what controls a terminal, turns the
 * direction of reading or cannot be seen. Escaping is up to the place it goes.
 */
public final class Plain {
    private static final char REPLACEMENT = '\uFFFD';
    private static final String ELLIPSIS = "…";
    private static final int MAX_TEXT = 2000;
    private static final int MAX_STEP = 1000;
    private static final int MAX_ITEM = 500;
    private static final int MAX_ITEMS = 40;
    private static final int MAX_LINK = 500;

    private Plain() {}

    /**
     * The message with every text as one line, no more of each than anybody reads, and of the links those that a browser
     * should follow.
     */
    public static Message message(Message raw) {
        return new Message(
                line(raw.headline(), MAX_TEXT),
                items(raw.where()),
                line(raw.why(), MAX_TEXT),
                line(raw.evidence(), MAX_TEXT),
                bounded(
                        raw.steps(),
                        step -> new Step(
                                line(step.text(), MAX_STEP), step.link().filter(Plain::isSound)),
                        more -> new Step(more, Optional.empty())),
                items(raw.alsoCheck()),
                items(raw.doNot()));
    }

    private static List<String> items(List<String> raw) {
        return bounded(raw, item -> line(item, MAX_ITEM), more -> more);
    }

    private static boolean isSound(URI link) {
        return WebAddress.isWeb(link) && link.toASCIIString().length() <= MAX_LINK;
    }

    private static <T> List<T> bounded(List<T> raw, UnaryOperator<T> readable, Function<String, T> more) {
        Stream<T> told = raw.stream().limit(MAX_ITEMS).map(readable);
        Stream<T> rest = Stream.of(raw.size() - MAX_ITEMS)
                .filter(left -> left > 0)
                .map(left -> more.apply("… and " + left + " more"));
        return Stream.concat(told, rest).toList();
    }

    /**
     * The text as one line.
     *
     * @param limit the most UTF-16 units of the result; longer text ends in an ellipsis
     */
    public static String line(String raw, int limit) {
        StringBuilder text = new StringBuilder(Math.min(raw.length(), limit));
        int index = 0;
        while (index < raw.length()) {
            int codePoint = raw.codePointAt(index);
            index += Character.charCount(codePoint);
            int room = limit - text.length() - (index < raw.length() ? ELLIPSIS.length() : 0);
            if (Character.charCount(codePoint) > room) {
                return text.append(ELLIPSIS).toString();
            }
            text.appendCodePoint(readable(codePoint));
        }
        return text.toString().strip();
    }

    private static int readable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL -> Character.isWhitespace(codePoint) ? ' ' : REPLACEMENT;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> REPLACEMENT;
            default -> codePoint;
        };
    }
}
