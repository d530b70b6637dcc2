package dev.depwatch.notify;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;

/** How often a receiver gets a summary. Pure. */
public enum Summary {
    /** On Monday. */
    WEEKLY,
    /** On the first of the month. */
    MONTHLY;

    /** When people begin to work. */
    private static final LocalTime TIME = LocalTime.of(8, 0);

    String period() {
        return this == WEEKLY ? "a week" : "a month";
    }

    /** The first day of the week or month of this day. */
    private LocalDate begin(LocalDate day) {
        return this == WEEKLY ? day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)) : day.withDayOfMonth(1);
    }

    /** @param last when a summary was last sent */
    boolean isDue(Instant last, Instant now, ZoneId zone) {
        LocalDate day =
                LocalDateTime.ofInstant(now, zone).minusHours(TIME.getHour()).toLocalDate();
        return last.isBefore(begin(day).atTime(TIME).atZone(zone).toInstant());
    }
}
