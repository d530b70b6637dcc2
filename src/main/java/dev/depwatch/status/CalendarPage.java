package dev.depwatch.status;

import dev.depwatch.assess.Assessment;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The calendar at {@code /calendar.ics}.
 *
 * @param ics the calendar in UTF-8, in the form of RFC 5545
 * @param isFeed whether a path is the address for programs that cannot sign in
 */
public record CalendarPage(Function<Assessment, byte[]> ics, Predicate<String> isFeed) {}
