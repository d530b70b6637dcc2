package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.config.WebAddress;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.SafeText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

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
            String more = more(others);
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
        return lines(Line.all(raw), MAX_ITEM).stream().map(Line::text).toList();
    }

    private static List<Line> lines(List<Line> raw, int length) {
        return Phrase.shortened(raw, MAX_ITEMS, left -> Line.of(more(left))).stream()
                .map(line -> new Line(
                        SafeText.line(line.text(), length),
                        line.link().filter(MessageLimits::isSound).map(link -> URI.create(link.toASCIIString()))))
                .toList();
    }

    /** Whether a browser may follow it, and it is no longer than a message can hold. */
    public static boolean isSound(URI link) {
        return WebAddress.isWeb(link) && link.toASCIIString().length() <= MAX_LINK;
    }

    private static String more(int left) {
        return "… and " + left + " more";
    }
}
