package dev.depwatch.notify.console;

import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Optional;

/** Prints each message as a readable block, in one write, so that no other output gets in between. */
public final class ConsoleNotifier implements Notifier {
    private final PrintWriter out;
    private final ConsoleMessage message;

    /**
     * @param out stays open
     * @param colour whether to use ANSI colours
     * @param zone of the times shown
     */
    public ConsoleNotifier(PrintWriter out, boolean colour, ZoneId zone) {
        this.out = out;
        this.message = new ConsoleMessage(colour, zone);
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException {
        out.print(message.of(notification));
        out.flush();
        if (out.checkError()) {
            throw new DeliveryException(
                    DeliveryException.Reason.BROKEN,
                    "standard output cannot be written to: it is closed, or its disk is full");
        }
        return Optional.empty();
    }
}
