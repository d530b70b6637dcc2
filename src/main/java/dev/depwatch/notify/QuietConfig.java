package dev.depwatch.notify;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A time when only what is critical is sent. What is still true at its end is sent then, as one message.
 *
 * @param from when it begins
 * @param to when it ends; on the next day unless it is later than {@code from}
 * @param days those on which it begins; empty: every day
 * @param timeZone of both times; empty: that of the alerts
 */
public record QuietConfig(
        LocalTime from,
        LocalTime to,
        @JsonProperty(defaultValue = "[]") List<DayOfWeek> days,
        Optional<ZoneId> timeZone)
        implements Checked {
    @Override
    public void check(Remarks remarks) {
        if (from.equals(to) && (days.isEmpty() || Set.copyOf(days).size() == DayOfWeek.values().length)) {
            remarks.problem("to", "found the time of from on every day, which never ends; expected another time");
        }
    }

    /**
     * Whether it is quiet.
     *
     * @param otherwise the zone of the alerts
     */
    public boolean covers(Instant now, ZoneId otherwise) {
        ZoneId zone = timeZone.orElse(otherwise);
        ZonedDateTime time = now.atZone(zone);
        LocalDate today = time.toLocalDate();
        return Stream.of(today.minusDays(1), today)
                .filter(day -> days.isEmpty() || days.contains(day.getDayOfWeek()))
                .anyMatch(day -> !time.isBefore(day.atTime(from).atZone(zone))
                        && time.isBefore(lastDay(day).atTime(to).atZone(zone)));
    }

    private LocalDate lastDay(LocalDate first) {
        return to.isAfter(from) ? first : first.plusDays(1);
    }
}
