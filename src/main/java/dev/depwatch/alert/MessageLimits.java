package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.config.WebAddress;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Limits messages to a readable size. Escaping is up to the renderer. */
public final class MessageLimits {
    private static final int MAX_TEXT = 2000;
    private static final int MAX_STEP = 1000;
    private static final int MAX_ITEM = 500;
    private static final int MAX_ITEMS = 40;
    private static final int MAX_LINK = 500;

    private MessageLimits() {}

    /**
     * The message with every text as one line, every text and list limited to a readable size, and only links that a
     * browser may follow, in ASCII.
     */
    public static Message message(Message raw) {
        return new Message(
                SafeText.line(raw.headline(), MAX_TEXT),
                lines(raw.where(), MAX_ITEM),
                SafeText.line(raw.why(), MAX_TEXT),
                SafeText.line(raw.evidence(), MAX_TEXT),
                lines(raw.steps(), MAX_STEP),
                items(raw.alsoCheck()),
                items(raw.doNot()),
                raw.brief()
                        .map(brief -> new Message.Brief(
                                SafeText.line(brief.why(), MAX_TEXT), lines(brief.steps(), MAX_STEP))));
    }

    /**
     * As many whole lines as fit, and the number of those left out.
     *
     * @param length of a line and its break
     */
    public static List<String> fitting(List<String> lines, int room, ToIntFunction<String> length) {
        List<String> shown = new ArrayList<>();
        int left = room;
        for (String line : lines) {
            int others = lines.size() - shown.size();
            String more = "… and " + others + " more";
            left -= length.applyAsInt(line);
            if (left < (others == 1 ? 0 : length.applyAsInt(more))) {
                shown.add(more);
                break;
            }
            shown.add(line);
        }
        return shown;
    }

    private static List<String> items(List<String> raw) {
        return bounded(raw, item -> SafeText.line(item, MAX_ITEM), more -> more);
    }

    private static List<Line> lines(List<Line> raw, int length) {
        return bounded(
                raw,
                line -> new Line(
                        SafeText.line(line.text(), length),
                        line.link().filter(MessageLimits::isSound).map(link -> URI.create(link.toASCIIString()))),
                Line::of);
    }

    /** Whether a browser may follow it, and it is no longer than a message can hold. */
    public static boolean isSound(URI link) {
        return WebAddress.isWeb(link) && link.toASCIIString().length() <= MAX_LINK;
    }

    private static <T> List<T> bounded(List<T> raw, UnaryOperator<T> readable, Function<String, T> more) {
        Stream<T> kept = raw.stream().limit(MAX_ITEMS).map(readable);
        Stream<T> rest = Stream.of(raw.size() - MAX_ITEMS)
                .filter(left -> left > 0)
                .map(left -> more.apply("… and " + left + " more"));
        return Stream.concat(kept, rest).toList();
    }
}
