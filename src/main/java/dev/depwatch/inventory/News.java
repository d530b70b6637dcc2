package dev.depwatch.inventory;

import dev.depwatch.inventory.InstanceInventory.Failure;
import dev.depwatch.inventory.Reading.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.event.Level;

/** A line for the log about an instance. What lasts is said once: the metrics and the page tell that it lasts. */
record News(Level level, String text) {
    static List<News> between(InstanceInventory before, InstanceInventory after) {
        String instance = after.instance() + ": ";
        List<News> news = new ArrayList<>();
        if (after.failure().isPresent()) {
            Failure failure = after.failure().get();
            if (!before.failure().map(Failure::sentence).equals(Optional.of(failure.sentence()))) {
                news.add(new News(level(failure), instance + "the tokens cannot be read: " + failure.sentence()));
            }
            return news;
        }
        if (before.failure().isPresent()) {
            news.add(new News(
                    Level.INFO,
                    instance + "the tokens can be read again; they could not since "
                            + before.failure().get().since()));
        } else if (before.reading().isEmpty()) {
            int tokens = after.reading().map(reading -> reading.tokens().size()).orElse(0);
            news.add(new News(Level.INFO, instance + "tokens read: " + tokens));
        }
        Map<Part, String> gapsBefore = before.reading().map(Reading::gaps).orElse(Map.of());
        after.reading().map(Reading::gaps).orElse(Map.of()).forEach((part, sentence) -> {
            if (!sentence.equals(gapsBefore.get(part))) {
                news.add(new News(Level.WARN, instance + sentence));
            }
        });
        gapsBefore.keySet().stream()
                .filter(part -> after.reading()
                        .filter(reading -> !reading.gaps().containsKey(part))
                        .isPresent())
                .forEach(part -> news.add(new News(Level.INFO, instance + part.displayName() + " can be read again")));
        return news;
    }

    private static Level level(Failure failure) {
        return switch (failure.kind()) {
            case CREDENTIALS, PRIVILEGE -> Level.ERROR;
            case UNREACHABLE, UNAVAILABLE, ANSWER -> Level.WARN;
        };
    }
}
