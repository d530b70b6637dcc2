package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.depwatch.CapturedLog;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.token.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InventoryReportTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    static Stream<Arguments> changes() {
        InstanceInventory unread = InstanceInventory.unread(new Instance("school"), Optional.empty(), Source.JAMF);
        Reading whole = new Reading(List.of());
        Reading lacking = new Reading(
                List.of(), List.of(), Map.of(Part.CONTENT_TOKENS, "content tokens cannot be read: HTTP 403"));
        InstanceInventory read = unread.after(whole, true, NOON);
        InstanceInventory gap = read.after(lacking, true, NOON);
        InstanceInventory silent = read.after(new ReadException(Reason.UNREACHABLE, "no connection"), NOON);
        return Stream.of(
                Arguments.of("the first answer is logged", unread, read, List.of(info("tokens read: 0"))),
                Arguments.of("the next one is not", read, read.after(whole, true, NOON), List.of()),
                Arguments.of(
                        "a failure that may pass is a warning",
                        read,
                        silent,
                        List.of("WARN school: cannot read the tokens: no connection")),
                Arguments.of(
                        "a lasting failure is logged once",
                        silent,
                        silent.after(new ReadException(Reason.UNREACHABLE, "no connection"), NOON),
                        List.of()),
                Arguments.of(
                        "a changed failure is logged",
                        silent,
                        silent.after(new ReadException(Reason.CREDENTIALS, "refused"), NOON),
                        List.of("WARN school: cannot read the tokens: refused")),
                Arguments.of(
                        "the end of a failure is logged",
                        silent,
                        silent.after(whole, true, NOON),
                        List.of(info("can read the tokens again; failed since 2026-11-24T12:00:00Z"))),
                Arguments.of(
                        "an unread part is logged",
                        read,
                        gap,
                        List.of("WARN school: content tokens cannot be read: HTTP 403")),
                Arguments.of("a lasting unread part is logged once", gap, gap.after(lacking, true, NOON), List.of()),
                Arguments.of(
                        "the end of an unread part is logged",
                        gap,
                        gap.after(whole, true, NOON),
                        List.of(info("content tokens can be read again"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void each_change_is_logged_once(
            String rule, InstanceInventory before, InstanceInventory after, List<String> lines) {
        try (CapturedLog log = new CapturedLog(Inventory.class.getName(), Level.INFO)) {
            Inventory.report(before, after);

            assertThat(log.events().stream()
                            .filter(one -> one.getThreadName()
                                    .equals(Thread.currentThread().getName()))
                            .map(one -> one.getLevel() + " " + one.getFormattedMessage()))
                    .as(rule)
                    .containsExactlyElementsOf(lines);
        }
    }

    private static String info(String text) {
        return "INFO school: " + text;
    }
}
