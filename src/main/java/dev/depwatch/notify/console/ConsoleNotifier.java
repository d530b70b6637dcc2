package dev.depwatch.notify.console;

import dev.depwatch.alert.TextMessage;
import dev.depwatch.alert.WordWrap;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import dev.depwatch.text.Phrase;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prints each message as a readable block, in one write, so that no other output gets in between.
 *
 * @param out stays open
 * @param colour whether to use ANSI colours
 * @param zone of the times shown
 */
public record ConsoleNotifier(PrintWriter out, boolean colour, ZoneId zone) implements Notifier {
    /** Nothing to configure. */
    public record Config() {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final String BOLD = "\u001B[1m";
    private static final String RESET = "\u001B[0m";

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException {
        out.print(text(notification));
        out.flush();
        if (out.checkError()) {
            throw new DeliveryException(
                    DeliveryException.Reason.BROKEN,
                    "standard output cannot be written to: it is closed, or its disk is full");
        }
        return Optional.empty();
    }

    private String text(Notification notification) {
        TextMessage message =
                new TextMessage(notification.asNextMessage(), WordWrap.WIDTH, heading -> styled(BOLD, heading));
        String time = TIME.format(notification.at().atZone(zone));
        String headline = message.headline().stream()
                .map(line -> styled(BOLD, line) + "\n")
                .collect(Collectors.joining());
        return "─".repeat(WordWrap.WIDTH) + "\n"
                + styled(style(notification), Phrase.capital(notification.status())) + "  " + time + "\n"
                + headline + message.sections() + notification.pageLine() + "\n";
    }

    private static String style(Notification notification) {
        return switch (notification.tone()) {
            case PROVEN -> "\u001B[1;32m";
            case OVER -> BOLD;
            case CRITICAL -> "\u001B[1;31m";
            case WARNING -> "\u001B[1;33m";
            case INFO -> "\u001B[1;36m";
        };
    }

    private String styled(String style, String text) {
        return colour ? style + text + RESET : text;
    }
}
